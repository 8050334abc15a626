package io.clipstream.dashboard.models;

import io.clipstream.control.CheckpointHistory;
import io.clipstream.control.ControlCodecs;
import io.clipstream.dashboard.ingest.Batch;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.ingest.RawRecords;
import io.clipstream.dashboard.ingest.TopicReader;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Every announcement of a checkpoint. For any thread. */
final class CheckpointReader implements TopicReader {
  private final KafkaAccess kafka;
  private final Map<Integer, Long> lastOffsets = new HashMap<>();
  private CheckpointHistory history;

  CheckpointReader(KafkaAccess kafka) {
    this.kafka = kafka;
    this.history = none();
  }

  private CheckpointHistory none() {
    return new CheckpointHistory(ControlCodecs.of(kafka.format()));
  }

  @Override
  public String topic() {
    return kafka.name(Topic.CHECKPOINTS);
  }

  @Override
  public Keeping keeping() {
    return Keeping.MEMORY;
  }

  @Override
  public synchronized void read(Batch batch, ConsumerRecord<byte[], byte[]> record) {
    history.apply(RawRecords.of(record));
    lastOffsets.put(record.partition(), record.offset());
    notifyAll();
  }

  @Override
  public synchronized void reset() {
    history = none();
    lastOffsets.clear();
  }

  /** All of them, oldest first. */
  synchronized List<CheckpointHistory.Entry> entries() {
    return history.entries();
  }

  /** Those of a model, oldest first. */
  synchronized List<CheckpointEvent> of(String model) {
    return history.of(model);
  }

  /** The promotion of a model that jobs follow. */
  synchronized Optional<CheckpointEvent> inForce(String model) {
    return history.inForce(model);
  }

  /**
   * Waits until an announcement was read.
   *
   * @return whether it was
   */
  synchronized boolean await(RecordMetadata place, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (lastOffsets.getOrDefault(place.partition(), -1L) < place.offset()) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** Why jobs refuse an announcement, if they do. */
  synchronized Optional<String> refusal(CheckpointEvent event) {
    return history.refusal(event);
  }
}
