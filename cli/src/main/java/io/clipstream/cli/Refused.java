package io.clipstream.cli;

import io.clipstream.control.RefusedRecord;
import io.clipstream.jobs.kafka.KafkaRecords;
import io.clipstream.schemas.Quoting;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A dead letter as the command line shows it and puts it back. */
record Refused(RefusedRecord letter) {

  static Refused of(ConsumerRecord<byte[], byte[]> record) {
    return new Refused(new RefusedRecord(KafkaRecords.raw(record)));
  }

  /** The record as it came, for a topic. Kafka places it by its key, and it gets its own time. */
  ProducerRecord<byte[], byte[]> backTo(String topic) {
    ProducerRecord<byte[], byte[]> back =
        new ProducerRecord<>(topic, letter.record().key(), letter.record().value());
    letter.headers().forEach(header -> back.headers().add(header.name(), header.value()));
    return back;
  }

  String line() {
    return String.join(
        "\t",
        Quoting.field(letter.coordinates()),
        Quoting.clip(letter.key()),
        Quoting.field(letter.reason()),
        Quoting.field(letter.message()));
  }

  Map<String, Object> fields() {
    byte[] value = letter.record().value();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("key", letter.record().key() == null ? null : letter.key());
    fields.put("topic", letter.origin().orElse(null));
    fields.put("partition", letter.partition().orElse(null));
    fields.put("offset", letter.offset().orElse(null));
    fields.put("stage", letter.stage().orElse(null));
    fields.put("reason", letter.reason());
    fields.put("message", letter.message());
    fields.put("bytes", value == null ? null : value.length);
    fields.put("leftOut", letter.isLeftOut());
    return fields;
  }
}
