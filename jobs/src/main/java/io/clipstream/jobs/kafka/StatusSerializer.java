package io.clipstream.jobs.kafka;

import io.clipstream.operators.StatusLimits;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.WireFormat;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Statuses to records, keyed by job and subtask so that the last of each stays. One that its topic
 * cannot take says less: a record must never be able to stop the job.
 */
final class StatusSerializer implements TopicSerializer<StatusEvent> {
  @Serial private static final long serialVersionUID = 1L;

  private final String topic;
  private final WireFormat wireFormat;
  private final int limit;
  private transient AvroCodec<StatusEvent> codec;

  /**
   * @param limit bytes of a record at most
   */
  StatusSerializer(String topic, WireFormat wireFormat, int limit) {
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
    codec = wireFormat.codec(StatusEvent.class, topic);
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      StatusEvent event, KafkaSinkContext context, Long timestamp) {
    StatusLimits limits = StatusLimits.USUAL;
    ProducerRecord<byte[], byte[]> record = record(limits.apply(event));
    while (RecordSize.upperBound(record) > limit && !limits.isTightest()) {
      limits = limits.tighter();
      record = record(limits.apply(event));
    }
    return record;
  }

  private ProducerRecord<byte[], byte[]> record(StatusEvent event) {
    String key = event.getJobName() + "/" + event.getSubtask();
    return new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), codec.encode(event));
  }
}
