package io.clipstream.cli;

import io.clipstream.control.CheckpointHistory;
import io.clipstream.control.status.Question;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.Quoting;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clipstream checkpoint}: which checkpoints running jobs use. */
@Command(
    name = "checkpoint",
    mixinStandardHelpOptions = true,
    description = "Which checkpoints running jobs use.",
    subcommands = {
      CheckpointCommand.Announce.class,
      CheckpointCommand.ListAll.class,
      CheckpointShow.class,
      CheckpointMoves.Promote.class,
      CheckpointMoves.Rollback.class,
      CheckpointPrune.class
    })
final class CheckpointCommand extends Main.Group {

  /** {@code clipstream checkpoint announce DIR}. */
  @Command(
      name = "announce",
      mixinStandardHelpOptions = true,
      description = "Promotes a checkpoint: jobs that follow the model load it and swap to it.",
      footer = {
        "",
        "The command waits until the running jobs serve with it, or say why they do not; they keep"
            + " what they have then. Exit code: 0 if all of them serve, 1 if one refuses or does not"
            + " answer in time.",
        "",
        "Every file is checked against the directory's SHA256SUMS first. Jobs open the URI, so it "
            + "must be one that they can read and that their model.allowed-prefixes allow.",
        "",
        "Example:",
        "  clipstream checkpoint announce /models/clip-vit-b32 --model-name clip"
      })
  static final class Announce implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "A checkpoint directory with SHA256SUMS.")
    private Path directory;

    @Mixin private KafkaConnection kafka;

    @Option(
        names = "--model-name",
        defaultValue = Announcement.MODEL,
        description = "The model that jobs follow. Default: ${DEFAULT-VALUE}.")
    private String model;

    @Option(names = "--id", description = "Id of the checkpoint. Default: the directory's name.")
    private String id;

    @Option(names = "--uri", description = "Where jobs find it. Default: the directory's file URI.")
    private String uri;

    @Option(
        names = "--embedding-space",
        paramLabel = "ID",
        description =
            "Where its embeddings are comparable with another checkpoint's, that one's. Default:"
                + " the checkpoint's own hash.")
    private String space;

    @Option(
        names = "--reason",
        defaultValue = "announced by hand",
        description = "Why. Default: ${DEFAULT-VALUE}.")
    private String reason;

    @Mixin private AnswerOptions answers;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      Duration patience = answers.patience();
      CheckpointEvent event = Announcement.of(directory, model);
      event.setCheckpointId(id == null ? event.getCheckpointId() : id);
      event.setUri(uri == null ? event.getUri() : uri);
      event.setEmbeddingSpaceId(space == null ? event.getEmbeddingSpaceId() : space);
      event.setReason(reason);
      try (KafkaClients clients = kafka.connect()) {
        Optional<CheckpointEvent> before = CheckpointLog.read(clients, kafka).inForce(model);
        before.ifPresent(earlier -> event.setReplaces(earlier.getCheckpointId()));
        warn(clients, before);
        JobAnswers jobs = JobAnswers.before(clients, kafka, patience);
        Announcement.promote(clients, kafka, event);
        PrintWriter out = spec.commandLine().getOut();
        out.println(
            "checkpoint %s of model %s is promoted: %s, sha256 %s"
                .formatted(
                    Quoting.quote(event.getCheckpointId()),
                    Quoting.quote(model),
                    event.getUri(),
                    event.getSha256()));
        int exit = jobs.await(new Question.OfCheckpoint(event), out);
        out.flush();
        return exit;
      }
    }

    private void warn(KafkaClients clients, Optional<CheckpointEvent> before) {
      PrintWriter err = spec.commandLine().getErr();
      PromptCheck.thresholds(clients, kafka, directory, before)
          .forEach(line -> err.println("clipstream: " + line));
    }
  }

  /** {@code clipstream checkpoint list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description =
          "Every announcement, oldest first: when, model, id, status, URI, reason. "
              + "A star marks what jobs that follow the model use; REFUSED is a promotion that was "
              + "decided before another one or a rollback came into force.")
  static final class ListAll implements Callable<Integer> {
    @Mixin private KafkaConnection kafka;

    @Option(names = "--model-name", description = "Of this model alone. Default: of all.")
    private String model;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      try (KafkaClients clients = kafka.connect()) {
        CheckpointHistory log = CheckpointLog.read(clients, kafka);
        List<CheckpointHistory.Entry> entries =
            log.entries().stream().filter(this::isAskedFor).toList();
        entries.forEach(entry -> print(entry, log, out));
        if (entries.isEmpty() && model != null) {
          spec.commandLine()
              .getErr()
              .println("no checkpoint of model " + Quoting.quote(model) + " was announced");
        }
      }
      out.flush();
      return 0;
    }

    private boolean isAskedFor(CheckpointHistory.Entry entry) {
      return model == null || model.equals(entry.event().getModelName());
    }

    private void print(CheckpointHistory.Entry entry, CheckpointHistory log, PrintWriter out) {
      CheckpointEvent event = entry.event();
      boolean used = log.inForce(event.getModelName()).filter(last -> last == event).isPresent();
      if (json) {
        Output.json(out, AvroText.fields(event));
      } else {
        out.println(line(entry, used));
      }
    }

    private static String line(CheckpointHistory.Entry entry, boolean used) {
      CheckpointEvent event = entry.event();
      return String.join(
          "\t",
          used ? "*" : " ",
          event.getAnnouncedAt().toString(),
          Quoting.clip(event.getModelName()),
          Quoting.clip(event.getCheckpointId()),
          entry.refusal().isPresent() ? "REFUSED" : event.getStatus().toString(),
          Quoting.clip(event.getUri()),
          event.getReason() == null ? "" : Quoting.clip(event.getReason()));
    }
  }
}
