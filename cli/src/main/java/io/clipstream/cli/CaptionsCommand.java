package io.clipstream.cli;

import io.clipstream.control.places.StoragePlace;
import io.clipstream.learning.store.PairStore;
import io.clipstream.model.training.data.Pair;
import io.clipstream.model.training.data.PairSource;
import io.clipstream.model.training.data.PairStream;
import io.clipstream.model.training.data.SkipLog;
import io.clipstream.schemas.CaptionedImage;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import io.clipstream.schemas.Topic;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clipstream captions}: what the training job learns from. */
@Command(
    name = "captions",
    mixinStandardHelpOptions = true,
    description = "What the training job learns from.",
    subcommands = {CaptionsCommand.Send.class, CaptionsCommand.Delete.class})
final class CaptionsCommand extends Main.Group {

  /** {@code clipstream captions send DIR}. */
  @Command(
      name = "send",
      mixinStandardHelpOptions = true,
      description = "Sends captioned pictures: a folder with captions.tsv, Avro files, or tars.",
      footer = {
        "",
        "Ids are the pictures' paths. The training job's own options say which origins it takes.",
        "",
        "Example:",
        "  clipstream captions send new-products/ --origin catalogue"
      })
  static final class Send implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "Pictures with captions.")
    private Path directory;

    @Mixin private KafkaConnection kafka;

    @Option(names = "--origin", paramLabel = "TEXT", description = "Who says so.")
    private String origin;

    @Option(names = "--licence", paramLabel = "SPDX", description = "Licence of the pictures.")
    private String licence;

    @Option(names = "--rate", paramLabel = "N", description = "Pairs a second. Default: any.")
    private Double rate;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
      SkipLog skips = new SkipLog();
      Pace pace = Pace.of(rate);
      try (KafkaClients clients = kafka.connect();
          EventSender<CaptionedImage> sender =
              new EventSender<>(
                  clients,
                  kafka.name(Topic.CAPTIONS),
                  kafka.codec(CaptionedImage.class, Topic.CAPTIONS));
          PairStream pairs = PairSource.open(directory, skips).stream(1, 0)) {
        for (Optional<Pair> p = pairs.next(); p.isPresent(); p = pairs.next()) {
          pace.await();
          send(sender, p.get());
        }
        sender.flush();
        return report(sender, skips);
      }
    }

    private void send(EventSender<CaptionedImage> sender, Pair pair) {
      try {
        CaptionedImage image =
            CaptionedImage.newBuilder()
                .setImageId(pair.id())
                .setImage(ByteBuffer.wrap(pair.image().read()))
                .setCaptions(pair.captions())
                .setOrigin(origin)
                .setLicence(licence)
                .setCaptionedAt(now())
                .build();
        sender.send(pair.id(), image);
      } catch (IOException e) {
        sender.failed(pair.id() + ": cannot be read: " + FileFault.reason(e));
      }
    }

    private int report(EventSender<CaptionedImage> sender, SkipLog skips) {
      PrintWriter err = spec.commandLine().getErr();
      skips.examples().forEach(line -> err.println("clipstream: skipped " + line));
      sender.problems().forEach(line -> err.println("clipstream: " + line));
      err.println(
          "sent %d to %s, failed %d"
              .formatted(sender.sent(), kafka.name(Topic.CAPTIONS), sender.failures()));
      err.flush();
      return sender.failures() == 0 ? 0 : 1;
    }
  }

  /** {@code clipstream captions delete IMAGE_ID}. */
  @Command(
      name = "delete",
      mixinStandardHelpOptions = true,
      description = "Takes a picture's pairs back, and with --store removes their bytes.",
      footer = {
        "",
        "A retraction goes to the captions topic: no later round learns from the pairs. With "
            + "--store the files of the pair store that hold them are rewritten. What a model has learnt "
            + "already it keeps until you roll back.",
        "",
        "Example:",
        "  clipstream captions delete cat.png --store /pairs"
      })
  static final class Delete implements Callable<Integer> {
    @Parameters(paramLabel = "IMAGE_ID", description = "Id of the picture.")
    private String id;

    @Mixin private KafkaConnection kafka;

    @Option(names = "--store", paramLabel = "DIR", description = "The training job's store.path.")
    private String store;

    @Option(names = "--origin", paramLabel = "TEXT", description = "Who says so.")
    private String origin;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      requireStore();
      CaptionedImage retraction =
          CaptionedImage.newBuilder()
              .setImageId(id)
              .setCaptions(List.of())
              .setOrigin(origin)
              .setCaptionedAt(now())
              .setRetracted(true)
              .build();
      try (KafkaClients clients = kafka.connect()) {
        byte[] value = kafka.codec(CaptionedImage.class, Topic.CAPTIONS).encode(retraction);
        Published.publish(clients, kafka.name(Topic.CAPTIONS), id, value);
      }
      PrintWriter out = spec.commandLine().getOut();
      out.println("retracted " + id);
      if (store != null) {
        out.println("removed " + new PairStore(Path.of(store)).delete(id) + " pairs from " + store);
      }
      out.flush();
      return 0;
    }

    private void requireStore() {
      if (store == null) {
        return;
      }
      if (!StoragePlace.named(store).isLocal()) {
        throw new SettingException(
            ("--store %s: no lock holds the job off from an object store. Leave --store out, and no"
                    + " later round learns from the pairs; to delete their bytes, stop the job, copy the"
                    + " store to a disk, run this on the copy, and copy it back")
                .formatted(store));
      }
      if (!Path.of(store).toFile().isDirectory()) {
        throw new ResourceException(store + ": expected the directory of a pair store, found none");
      }
    }
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
