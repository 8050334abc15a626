package io.clipstream.cli;

import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.SettingException;
import io.clipstream.schemas.Topic;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clipstream send}: pictures onto the stream. */
@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    description = "Sends pictures to be tagged. Their ids are their paths as given.",
    footer = {
      "",
      "The pictures in a folder are sent in the order of names, and other files there are left out, as "
          + "their first bytes say; a file that is named itself is sent whatever it is. '-' reads a list of "
          + "paths, and sends each as soon as it is read. Nothing is decoded here: what is no picture "
          + "comes back as a dead letter. Exits 0 if all were sent.",
      "",
      "Examples:",
      "  clipstream send photos/ --rate 20",
      "  inotifywait -m -e close_write --format %%w%%f inbox/ | clipstream send -",
      "  clipstream send https://example.org/cat.jpg --by-uri --label-set pets"
    })
final class SendCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      converter = GivenPath.AsWritten.class,
      description = "Files, folders, - for a list.")
  private List<String> paths;

  @Mixin private KafkaConnection kafka;

  @Option(
      names = "--by-uri",
      description = "Send where the pictures are instead of what they are; the job fetches them.")
  private boolean byUri;

  @Option(names = "--rate", paramLabel = "N", description = "Pictures a second. Default: any.")
  private Double rate;

  @Option(names = "--id", description = "Id of the picture, for one picture.")
  private String id;

  @Option(names = "--source", paramLabel = "TEXT", description = "Where they come from.")
  private String source;

  @Option(names = "--label-set", paramLabel = "ID", description = "Default: the job's default set.")
  private String labelSet;

  @Spec private CommandSpec spec;

  private int leftOut;

  @Override
  public Integer call() throws InterruptedException {
    boolean hasList = paths.contains("-");
    List<String> known = hasList ? List.of() : pictures(paths);
    checkId(hasList, known.size());
    List<Iterator<String>> sources =
        hasList ? paths.stream().map(this::asTheyCome).toList() : List.of(known.iterator());
    Progress progress = new Progress(spec.commandLine().getErr(), "sending", known.size());
    Pace pace = Pace.of(rate);
    try (KafkaClients clients = kafka.connect();
        EventSender<ImageEvent> sender =
            new EventSender<>(
                clients, kafka.name(Topic.IMAGES), kafka.codec(ImageEvent.class, Topic.IMAGES))) {
      int done = 0;
      for (Iterator<String> source : sources) {
        while (source.hasNext()) {
          String picture = source.next();
          pace.await();
          send(sender, picture);
          progress.at(++done);
        }
      }
      sender.flush();
      return report(sender);
    }
  }

  private void checkId(boolean hasList, int known) {
    if (id != null && (hasList || known != 1)) {
      String found = hasList ? "there is a list" : "there are " + known + " pictures";
      throw new SettingException("--id is given and " + found + ", expected 1 picture");
    }
  }

  /** A list is read line by line: whoever writes it need not have ended. */
  private Iterator<String> asTheyCome(String path) {
    return path.equals("-")
        ? Pictures.listed(System.in).map(line -> byUri ? location(line) : line).iterator()
        : pictures(List.of(path)).iterator();
  }

  private void send(EventSender<ImageEvent> sender, String picture) {
    try {
      ImageEvent event = byUri ? reference(picture) : inline(Path.of(picture));
      sender.send(event.getImageId(), event);
    } catch (IOException e) {
      sender.failed(picture + ": cannot be read: " + FileFault.reason(e));
    } catch (InvalidPathException e) {
      sender.failed(picture + ": no path on this system: " + e.getReason());
    }
  }

  private ImageEvent inline(Path path) throws IOException {
    long size = Files.size(path);
    if (size > KafkaClients.MAX_INLINE) {
      throw new IOException(
          "it has " + size + " bytes, more than a record may have; send it --by-uri");
    }
    return event(path.toString()).setImage(ByteBuffer.wrap(Files.readAllBytes(path))).build();
  }

  private ImageEvent reference(String location) {
    return event(location).setUri(location).build();
  }

  private ImageEvent.Builder event(String picture) {
    return ImageEvent.newBuilder()
        .setImageId(id == null ? picture : id)
        .setSource(source)
        .setLabelSetId(labelSet)
        .setContentType(URLConnection.guessContentTypeFromName(picture))
        .setAttributes(Map.of());
  }

  private List<String> pictures(List<String> given) {
    return byUri ? locations(given) : names(given);
  }

  /** What has a scheme stays as it is; paths become file: URIs. */
  private List<String> locations(List<String> given) {
    return given.stream()
        .flatMap(
            path ->
                hasScheme(path)
                    ? List.of(path).stream()
                    : names(List.of(path)).stream().map(SendCommand::location))
        .toList();
  }

  private static String location(String path) {
    return hasScheme(path) ? path : Path.of(path).toUri().toString();
  }

  private static boolean hasScheme(String path) {
    try {
      return URI.create(path).getScheme() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private List<String> names(List<String> paths) {
    Pictures.Chosen chosen = Pictures.chosen(paths, System.in);
    leftOut += chosen.others();
    return chosen.names();
  }

  private int report(EventSender<ImageEvent> sender) {
    PrintWriter err = spec.commandLine().getErr();
    sender.problems().forEach(line -> err.println("clipstream: " + line));
    err.println(
        "sent "
            + sender.sent()
            + " to "
            + kafka.name(Topic.IMAGES)
            + ", failed "
            + sender.failures()
            + (leftOut == 0 ? "" : ", left out " + leftOut + " that are no pictures"));
    err.flush();
    return sender.failures() == 0 ? 0 : 1;
  }
}
