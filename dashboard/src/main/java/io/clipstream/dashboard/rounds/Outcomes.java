package io.clipstream.dashboard.rounds;

import io.clipstream.dashboard.ingest.Batch;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.ingest.TopicReader;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What came of the last round of each model, by the events that announced it. */
final class Outcomes implements TopicReader {
  private final String topic;
  private final AvroCodec<CheckpointEvent> codec;
  private final Map<String, Outcome> last = new ConcurrentSkipListMap<>();

  /**
   * What the gate said.
   *
   * @param status PROMOTED, CANDIDATE or REJECTED
   * @param reason null where none was given
   * @param announcedAt milliseconds since 1970
   */
  record Outcome(String model, String checkpoint, String status, String reason, long announcedAt) {}

  Outcomes(KafkaAccess kafka) {
    this.topic = kafka.name(Topic.CHECKPOINTS);
    this.codec = kafka.codec(CheckpointEvent.class, Topic.CHECKPOINTS);
  }

  List<Outcome> all() {
    return List.copyOf(last.values());
  }

  @Override
  public String topic() {
    return topic;
  }

  @Override
  public Keeping keeping() {
    return Keeping.MEMORY;
  }

  /** Only rounds say what they learnt from; promotions by people do not. */
  @Override
  public void read(Batch batch, ConsumerRecord<byte[], byte[]> record) {
    if (record.value() != null
        && codec.decode(record.value()) instanceof Decoding.Ok<CheckpointEvent> ok
        && ok.value().getLineage() != null) {
      CheckpointEvent event = ok.value();
      last.put(
          event.getModelName(),
          new Outcome(
              event.getModelName(),
              event.getCheckpointId(),
              event.getStatus().name(),
              event.getReason(),
              event.getAnnouncedAt().toEpochMilli()));
    }
  }

  @Override
  public void reset() {
    last.clear();
  }
}
