package io.clipstream.jobs.kafka;

import io.clipstream.control.ControlRecord;
import io.clipstream.schemas.ResourceException;
import java.io.Serial;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Hands records of control logs on as they lie, with the log that they stand in. A log that begins
 * again was deleted and made anew while the job ran: what it has said since may lie before what the
 * reader came upon, so the job starts again and reads it whole.
 */
final class ControlRecordDeserializer implements KafkaRecordDeserializationSchema<ControlRecord> {
  @Serial private static final long serialVersionUID = 1L;

  private final ControlLogs logs;
  private final TypeInformation<ControlRecord> type;
  private transient Map<TopicPartition, Long> last;

  ControlRecordDeserializer(ControlLogs logs, TypeInformation<ControlRecord> type) {
    this.logs = logs;
    this.type = type;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    last = new HashMap<>();
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ControlRecord> out) {
    requireLaterThanLast(record);
    out.collect(logs.control(record));
  }

  private void requireLaterThanLast(ConsumerRecord<byte[], byte[]> record) {
    TopicPartition log = new TopicPartition(record.topic(), record.partition());
    Long before = last.put(log, record.offset());
    if (before != null && record.offset() <= before) {
      throw new ResourceException(
          "topic '%s' was deleted and made again while the job ran (offset %d came after %d); the job starts again and reads it from its beginning"
              .formatted(record.topic(), record.offset(), before));
    }
  }

  @Override
  public TypeInformation<ControlRecord> getProducedType() {
    return type;
  }
}
