package io.clipstream.dashboard.rounds;

import io.clipstream.dashboard.feature.Feature;
import io.clipstream.dashboard.http.Audited;
import io.clipstream.dashboard.http.Json;
import io.clipstream.dashboard.http.Person;
import io.clipstream.dashboard.http.Route;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.ingest.TopicReader;
import io.clipstream.dashboard.state.JobStatuses;
import io.clipstream.schemas.LabelSets;
import io.clipstream.schemas.RoundRequest;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.ServiceUnavailableResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Shows what training jobs say, and asks them for a round. */
public final class RoundFeature implements Feature {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{8,80}");
  private static final int PATIENCE_SECONDS = 20;

  private final KafkaAccess kafka;
  private final JobStatuses statuses;
  private final AvroCodec<RoundRequest> requests;
  private final Outcomes outcomes;

  public RoundFeature(KafkaAccess kafka, JobStatuses statuses) {
    this.kafka = kafka;
    this.statuses = statuses;
    this.requests = kafka.codec(RoundRequest.class, Topic.ROUNDS);
    this.outcomes = new Outcomes(kafka);
  }

  @Override
  public List<TopicReader> readers() {
    return List.of(outcomes);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(
            "/api/rounds",
            "Training jobs, what they are at, and their last outcome.",
            this::rounds),
        Route.change(
            Route.Method.POST, "/api/rounds", "Asks for a round: id, model, reason.", this::ask));
  }

  private void rounds(Context context) {
    Instant now = Instant.now();
    Json.answer(
        context,
        Map.of(
            "jobs", trainers().map(status -> Trainer.of(status, now)).toList(),
            "outcomes", outcomes.all()));
  }

  private Stream<StatusEvent> trainers() {
    return statuses.all().stream().filter(status -> "training".equals(status.getKind()));
  }

  /** A request as it is sent; its id makes a repeat harmless. */
  record Sent(String id, String model, String reason) {}

  private void ask(Context context) {
    Sent sent = Json.body(context, Sent.class);
    if (sent.id() == null || !ID.matcher(sent.id()).matches()) {
      throw new BadRequestResponse("'id' is no id of 8 to 80 letters, digits, dots and dashes");
    }
    if (sent.reason() != null && sent.reason().length() > LabelSets.MAX_TEXT_CHARACTERS) {
      throw new BadRequestResponse(
          "the reason has more than " + LabelSets.MAX_TEXT_CHARACTERS + " characters");
    }
    if (trainers().noneMatch(job -> String.valueOf(job.getModelName()).equals(sent.model()))) {
      throw new NotFoundResponse(
          "no training job trains this model; start one with 'clipstream job training'");
    }
    publish(
        RoundRequest.newBuilder()
            .setModelName(sent.model())
            .setRequestId(sent.id())
            .setRequestedBy(Person.of(context).name())
            .setReason(sent.reason())
            .setRequestedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
            .build());
    Audited.what(context, "asked for a round of model " + sent.model());
    Json.answer(context, Map.of("id", sent.id()));
  }

  private void publish(RoundRequest request) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            kafka.name(Topic.ROUNDS),
            request.getModelName().getBytes(StandardCharsets.UTF_8),
            requests.encode(request));
    try (Producer<byte[], byte[]> producer = kafka.producer()) {
      producer.send(record).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new ServiceUnavailableResponse(
          "Kafka at " + kafka.address() + " did not take the request: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceUnavailableResponse("the dashboard is being stopped");
    }
  }
}
