package io.clipstream.cli;

import io.clipstream.control.CheckpointHistory;
import io.clipstream.jobs.kafka.KafkaRecords;
import io.clipstream.schemas.Topic;

/** Reads the announcements of checkpoints. */
final class CheckpointLog {
  private CheckpointLog() {}

  /**
   * Reads the whole log.
   *
   * @throws io.clipstream.schemas.ResourceException if it is not there or cannot be read
   */
  static CheckpointHistory read(KafkaClients clients, KafkaConnection kafka) {
    CheckpointHistory history = none(kafka);
    TopicReader.toEnd(
        clients,
        kafka.name(Topic.CHECKPOINTS),
        record -> {
          history.apply(KafkaRecords.raw(record));
          return true;
        });
    return history;
  }

  /** What a log says that is not there. */
  static CheckpointHistory none(KafkaConnection kafka) {
    return new CheckpointHistory(kafka.controlCodecs());
  }
}
