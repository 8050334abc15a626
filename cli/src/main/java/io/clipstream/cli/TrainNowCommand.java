package io.clipstream.cli;

import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.RoundRequest;
import io.clipstream.schemas.Topic;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream train-now}: asks the training job for a round. */
@Command(
    name = "train-now",
    mixinStandardHelpOptions = true,
    description = "Asks the training job for a round with whatever new pairs there are.",
    footer = {
      "",
      "It says which training job of the model runs, or that none does. The job says on the status"
          + " topic what it makes of it; 'clipstream checkpoint list' shows what came out."
    })
final class TrainNowCommand implements Callable<Integer> {
  @Mixin private KafkaConnection kafka;

  @Option(
      names = "--model-name",
      defaultValue = Announcement.MODEL,
      description = "The model to train. Default: ${DEFAULT-VALUE}.")
  private String model;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Kept in the round's history.")
  private String reason;

  @Option(names = "--id", description = "Id of the request; a repeat changes nothing.")
  private String id;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    RoundRequest request =
        RoundRequest.newBuilder()
            .setModelName(model)
            .setRequestId(id == null ? UUID.randomUUID().toString() : id)
            .setRequestedBy("clipstream train-now")
            .setReason(reason)
            .setRequestedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
            .build();
    try (KafkaClients clients = kafka.connect()) {
      byte[] value = kafka.codec(RoundRequest.class, Topic.ROUNDS).encode(request);
      Published.publish(clients, kafka.name(Topic.ROUNDS), model, value);
      PrintWriter out = spec.commandLine().getOut();
      out.println("asked for a round of model '" + model + "', request " + request.getRequestId());
      out.println(hearers(clients));
      out.flush();
    }
    return 0;
  }

  /** Who takes the request, as far as anybody knows. */
  private String hearers(KafkaClients clients) {
    if (!StatusLog.isSeen(clients, kafka)) {
      return StatusLog.unseen(kafka);
    }
    List<String> jobs =
        StatusLog.read(clients, kafka).alive().stream()
            .filter(job -> job.trains(model))
            .map(job -> Quoting.quote(job.name()))
            .toList();
    return jobs.isEmpty()
        ? "no training job of model %s is running: one that goes on from its state takes it, and"
                .formatted(Quoting.quote(model))
            + " one that begins anew does not"
        : "training job %s is running and takes it".formatted(String.join(", ", jobs));
  }
}
