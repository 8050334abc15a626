package io.clipstream.jobs.kafka;

import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.WireFormat;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Announcements to records, keyed by the model's name. */
final class CheckpointSerializer implements KafkaRecordSerializationSchema<CheckpointEvent> {
  @Serial private static final long serialVersionUID = 1L;

  private final String topic;
  private final WireFormat wireFormat;
  private transient AvroCodec<CheckpointEvent> codec;

  CheckpointSerializer(String topic, WireFormat wireFormat) {
    this.topic = topic;
    this.wireFormat = wireFormat;
  }

  @Override
  public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sink) {
    codec = wireFormat.codec(CheckpointEvent.class, topic);
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      CheckpointEvent event, KafkaSinkContext context, Long timestamp) {
    byte[] key = event.getModelName().getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(topic, key, codec.encode(event));
  }
}
