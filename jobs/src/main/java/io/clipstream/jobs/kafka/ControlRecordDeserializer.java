package io.clipstream.jobs.kafka;

import io.clipstream.control.ControlRecord;
import java.io.Serial;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Hands records of control logs on as they lie, with the log that they stand in. */
final class ControlRecordDeserializer implements KafkaRecordDeserializationSchema<ControlRecord> {
  @Serial private static final long serialVersionUID = 1L;

  private final ControlLogs logs;
  private final TypeInformation<ControlRecord> type;

  ControlRecordDeserializer(ControlLogs logs, TypeInformation<ControlRecord> type) {
    this.logs = logs;
    this.type = type;
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ControlRecord> out) {
    out.collect(logs.control(record));
  }

  @Override
  public TypeInformation<ControlRecord> getProducedType() {
    return type;
  }
}
