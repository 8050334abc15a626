package io.clipstream.jobs.kafka;

import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.WireFormat;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Statuses to records, keyed by job and subtask so that the last of each stays. */
final class StatusSerializer implements KafkaRecordSerializationSchema<StatusEvent> {
  @Serial private static final long serialVersionUID = 1L;

  private final String topic;
  private final WireFormat wireFormat;
  private transient AvroCodec<StatusEvent> codec;

  StatusSerializer(String topic, WireFormat wireFormat) {
    this.topic = topic;
    this.wireFormat = wireFormat;
  }

  @Override
  public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sink) {
    codec = wireFormat.codec(StatusEvent.class, topic);
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      StatusEvent event, KafkaSinkContext context, Long timestamp) {
    String key = event.getJobName() + "/" + event.getSubtask();
    return new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), codec.encode(event));
  }
}
