package io.clipstream.jobs.cli;

import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The announcements of checkpoints.
 *
 * @param events that can be read, oldest first; a tombstone takes those of its model away
 */
record CheckpointLog(List<CheckpointEvent> events) {
  /**
   * Reads the whole log.
   *
   * @throws io.clipstream.model.ModelException if it is not there or cannot be read
   */
  static CheckpointLog read(KafkaClients clients, KafkaOptions kafka) {
    AvroCodec<CheckpointEvent> codec = kafka.codec(CheckpointEvent.class, Topic.CHECKPOINTS);
    List<CheckpointEvent> events = new ArrayList<>();
    TopicReader.toEnd(
        clients, kafka.name(Topic.CHECKPOINTS), record -> apply(codec, record, events));
    return new CheckpointLog(List.copyOf(events));
  }

  private static boolean apply(
      AvroCodec<CheckpointEvent> codec,
      ConsumerRecord<byte[], byte[]> record,
      List<CheckpointEvent> events) {
    if (record.key() == null) {
      return true;
    }
    String model = new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      events.removeIf(event -> event.getModelName().equals(model));
    } else if (codec.decode(record.value()) instanceof Decoding.Ok<CheckpointEvent> event
        && event.value().getModelName().equals(model)) {
      events.add(event.value());
    }
    return true;
  }

  /** The promotion that jobs follow. */
  Optional<CheckpointEvent> inForce(String model) {
    return events.stream()
        .filter(event -> event.getModelName().equals(model))
        .filter(event -> event.getStatus() == CheckpointStatus.PROMOTED)
        .reduce((earlier, later) -> later);
  }
}
