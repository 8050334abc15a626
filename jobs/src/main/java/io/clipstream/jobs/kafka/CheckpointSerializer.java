package io.clipstream.jobs.kafka;

import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.Lineage;
import io.clipstream.schemas.PairFile;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.WireFormat;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Announcements to records, keyed by the model's name. One that its topic cannot take, since a
 * round had very many files or measurements, names as many of them as fit: a record must never be
 * able to stop the job, and a round's end that cannot be announced would be tried again for ever.
 */
final class CheckpointSerializer implements TopicSerializer<CheckpointEvent> {
  @Serial private static final long serialVersionUID = 1L;

  private static final Log LOG = Log.of(CheckpointSerializer.class);
  private static final int LONG_TEXT = 500;

  private final String topic;
  private final WireFormat wireFormat;
  private final int limit;
  private transient AvroCodec<CheckpointEvent> codec;

  /**
   * @param limit bytes of a record at most
   */
  CheckpointSerializer(String topic, WireFormat wireFormat, int limit) {
    this.topic = topic;
    this.wireFormat = wireFormat;
    this.limit = limit;
  }

  @Override
  public List<String> topics() {
    return List.of(topic);
  }

  @Override
  public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sink) {
    codec = wireFormat.codec(CheckpointEvent.class, topic);
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      CheckpointEvent event, KafkaSinkContext context, Long timestamp) {
    ProducerRecord<byte[], byte[]> whole = record(event);
    return RecordSize.upperBound(whole) <= limit ? whole : shortened(event);
  }

  private ProducerRecord<byte[], byte[]> shortened(CheckpointEvent event) {
    int max = largest(event);
    ProducerRecord<byte[], byte[]> record;
    do {
      max /= 2;
      record = record(limited(max, event));
    } while (max > 0 && RecordSize.upperBound(record) > limit);
    LOG.with(LogKey.CHECKPOINT, event.getCheckpointId())
        .with(LogKey.TOPIC, topic)
        .with(LogKey.LIMIT, limit)
        .with(LogKey.COUNT, max)
        .warn(
            "an announcement is too large for its topic and names so many files and measurements"
                + " at most; raise max.message.bytes");
    return record;
  }

  private static int largest(CheckpointEvent event) {
    int measurements =
        Math.max(
            event.getMetrics().size(),
            Math.max(event.getParentMetrics().size(), event.getBaselineMetrics().size()));
    return event.getLineage() == null
        ? measurements
        : Math.max(measurements, event.getLineage().getFiles().size());
  }

  /** Whose checkpoint it is and where it lies stays as it is. */
  private static CheckpointEvent limited(int max, CheckpointEvent event) {
    CheckpointEvent.Builder shorter =
        CheckpointEvent.newBuilder(event)
            .setReason(clip(event.getReason()))
            .setMetrics(limited(max, event.getMetrics()))
            .setParentMetrics(limited(max, event.getParentMetrics()))
            .setBaselineMetrics(limited(max, event.getBaselineMetrics()));
    if (event.getLineage() != null) {
      List<PairFile> files = event.getLineage().getFiles();
      shorter.setLineage(
          Lineage.newBuilder(event.getLineage())
              .setFiles(files.subList(0, Math.min(max, files.size())))
              .build());
    }
    return shorter.build();
  }

  /** The first by name, so that checkpoint and parent keep the same ones. */
  private static Map<String, Double> limited(int max, Map<String, Double> all) {
    TreeMap<String, Double> some = new TreeMap<>(all);
    while (some.size() > max) {
      some.pollLastEntry();
    }
    return some;
  }

  private static String clip(String text) {
    return text == null || text.length() <= LONG_TEXT ? text : text.substring(0, LONG_TEXT) + "…";
  }

  private ProducerRecord<byte[], byte[]> record(CheckpointEvent event) {
    byte[] key = event.getModelName().getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(topic, key, codec.encode(event));
  }
}
