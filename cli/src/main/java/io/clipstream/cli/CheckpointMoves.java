package io.clipstream.cli;

import io.clipstream.control.Promotions;
import io.clipstream.control.status.Question;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.Quoting;
import java.io.PrintWriter;
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

/** Promotions of checkpoints that were announced before: forward and back. */
final class CheckpointMoves {
  private CheckpointMoves() {}

  /** {@code clipstream checkpoint promote ID}. */
  @Command(
      name = "promote",
      mixinStandardHelpOptions = true,
      description = "Promotes a checkpoint that was announced before, such as a candidate.")
  static final class Promote implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "Id of the checkpoint.")
    private String id;

    @Mixin private KafkaConnection kafka;

    @Option(
        names = "--model-name",
        defaultValue = Announcement.MODEL,
        description = "The model. Default: ${DEFAULT-VALUE}.")
    private String model;

    @Option(
        names = "--reason",
        defaultValue = "promoted by hand",
        description = "Why. Default: ${DEFAULT-VALUE}.")
    private String reason;

    @Mixin private AnswerOptions answers;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      Move move = new Move(model, Optional.of(id), reason);
      return move(kafka, move, answers.patience(), spec.commandLine().getOut());
    }
  }

  /** {@code clipstream checkpoint rollback}. */
  @Command(
      name = "rollback",
      mixinStandardHelpOptions = true,
      description =
          "Promotes again what was in use before the present checkpoint. "
              + "Running jobs swap back within seconds; the next round starts from there.")
  static final class Rollback implements Callable<Integer> {
    @Mixin private KafkaConnection kafka;

    @Option(
        names = "--model-name",
        defaultValue = Announcement.MODEL,
        description = "The model. Default: ${DEFAULT-VALUE}.")
    private String model;

    @Option(names = "--to", paramLabel = "ID", description = "Default: the one before.")
    private String id;

    @Mixin private AnswerOptions answers;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      Move move = new Move(model, Optional.ofNullable(id), "rollback");
      return move(kafka, move, answers.patience(), spec.commandLine().getOut());
    }
  }

  /**
   * What is to be promoted.
   *
   * @param id of the checkpoint; without it the one before the present one
   */
  private record Move(String model, Optional<String> id, String reason) {}

  private static int move(KafkaConnection kafka, Move move, Duration patience, PrintWriter out) {
    String model = move.model();
    try (KafkaClients clients = kafka.connect()) {
      List<CheckpointEvent> history = CheckpointLog.read(clients, kafka).of(model);
      String id = move.id().orElseGet(() -> Promotions.before(history, model));
      CheckpointEvent event =
          Promotions.of(history, id, model, move.reason(), "clipstream checkpoint");
      JobAnswers jobs = JobAnswers.before(clients, kafka, patience);
      Announcement.promote(clients, kafka, event);
      out.println(
          "checkpoint %s of model %s is promoted, in place of %s: %s"
              .formatted(
                  Quoting.quote(event.getCheckpointId()),
                  Quoting.quote(model),
                  Quoting.quote(String.valueOf(event.getReplaces())),
                  move.reason()));
      int exit = jobs.await(new Question.OfCheckpoint(event), out);
      out.flush();
      return exit;
    }
  }
}
