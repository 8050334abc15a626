package io.clipstream.dashboard.models;

import io.clipstream.control.Promotions;
import io.clipstream.dashboard.http.Person;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.ConflictResponse;
import io.javalin.http.ServiceUnavailableResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Promotes checkpoints and rolls back, by the same records as the command line. */
final class CheckpointMover {
  private static final int REASON = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final KafkaAccess kafka;
  private final CheckpointReader checkpoints;
  private final AvroCodec<CheckpointEvent> codec;

  CheckpointMover(KafkaAccess kafka, CheckpointReader checkpoints) {
    this.kafka = kafka;
    this.checkpoints = checkpoints;
    this.codec = kafka.codec(CheckpointEvent.class, Topic.CHECKPOINTS);
  }

  /**
   * What is to be promoted.
   *
   * @param id of the checkpoint; null for the one before the present one
   * @param inForce what the person who asks saw in force, null for nothing
   * @param reason why, in one line; may be null
   */
  record Move(String model, String id, String inForce, String reason) {
    /** Why, also where nobody says so. */
    private String words() {
      if (reason == null || reason.isBlank()) {
        return id == null ? "rollback" : "promoted by hand";
      }
      return reason.strip();
    }
  }

  /**
   * Publishes a promotion and sees that jobs follow it.
   *
   * @throws BadRequestResponse if the checkpoint cannot be promoted
   * @throws ConflictResponse if another one is in force than the person saw
   */
  synchronized CheckpointEvent move(Move move, Person person) throws InterruptedException {
    check(move);
    CheckpointEvent event = promotion(move, person);
    RecordMetadata place = publish(event);
    if (!checkpoints.await(place, PATIENCE)) {
      throw new ServiceUnavailableResponse(
          "the promotion is published, but could not be read back yet; look again in a moment");
    }
    Optional<String> refusal = checkpoints.refusal(event);
    if (refusal.isPresent()) {
      throw new ConflictResponse("the promotion came too late: " + refusal.get());
    }
    return event;
  }

  private void check(Move move) {
    if (move.model() == null) {
      throw new BadRequestResponse("the field 'model' is missing");
    }
    if (move.reason() != null && move.reason().length() > REASON) {
      throw new BadRequestResponse("the reason is longer than " + REASON + " characters");
    }
    String present =
        checkpoints.inForce(move.model()).map(CheckpointEvent::getCheckpointId).orElse(null);
    if (!java.util.Objects.equals(present, move.inForce())) {
      throw new ConflictResponse(
          "meanwhile "
              + (present == null ? "no checkpoint" : "'" + present + "'")
              + " is in force; look again, and promote if it is still wanted");
    }
  }

  private CheckpointEvent promotion(Move move, Person person) {
    List<CheckpointEvent> history = checkpoints.of(move.model());
    try {
      String id = move.id() == null ? Promotions.before(history, move.model()) : move.id();
      return Promotions.of(
          history, id, move.model(), move.words(), "clipstream dashboard, " + person.name());
    } catch (ResourceException e) {
      throw new BadRequestResponse(e.getMessage());
    }
  }

  private RecordMetadata publish(CheckpointEvent event) throws InterruptedException {
    try (Producer<byte[], byte[]> producer = kafka.producer()) {
      return producer
          .send(
              new ProducerRecord<>(
                  checkpoints.topic(),
                  event.getModelName().getBytes(StandardCharsets.UTF_8),
                  codec.encode(event)))
          .get();
    } catch (KafkaException e) {
      throw unpublished(e);
    } catch (ExecutionException e) {
      throw unpublished(e.getCause());
    }
  }

  private ServiceUnavailableResponse unpublished(Throwable e) {
    return new ServiceUnavailableResponse(
        "Kafka at " + kafka.address() + " did not take the promotion: " + e.getMessage());
  }
}
