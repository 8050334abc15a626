package io.clipstream.jobs.kafka;

import io.clipstream.control.RawRecord;
import java.io.Serial;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Hands records on as they lie, tombstones too; nothing here can fail. */
final class RawRecordDeserializer implements KafkaRecordDeserializationSchema<RawRecord> {
  @Serial private static final long serialVersionUID = 1L;

  private final TypeInformation<RawRecord> type;

  RawRecordDeserializer(TypeInformation<RawRecord> type) {
    this.type = type;
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawRecord> out) {
    out.collect(KafkaRecords.raw(record));
  }

  @Override
  public TypeInformation<RawRecord> getProducedType() {
    return type;
  }
}
