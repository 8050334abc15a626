package io.clipstream.cli;

import io.clipstream.control.DeadLetterHeaders;
import io.clipstream.schemas.Quoting;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/** A dead letter as it lies in its topic. */
record Refused(ConsumerRecord<byte[], byte[]> record) {

  static Refused of(ConsumerRecord<byte[], byte[]> record) {
    return new Refused(record);
  }

  /** Why, short and stable; empty if no job wrote it. */
  String reason() {
    return header(DeadLetterHeaders.REASON).orElse("");
  }

  String message() {
    return header(DeadLetterHeaders.MESSAGE).orElse("");
  }

  /** Where the record lay, {@code topic-partition@offset}. */
  String coordinates() {
    return header(DeadLetterHeaders.TOPIC).orElse("?")
        + "-"
        + header(DeadLetterHeaders.PARTITION).orElse("?")
        + "@"
        + header(DeadLetterHeaders.OFFSET).orElse("?");
  }

  /** Whether the record did not fit into the dead-letter topic, so that its value is not here. */
  boolean isLeftOut() {
    return header(DeadLetterHeaders.LEFT_OUT_BYTES).isPresent();
  }

  /** The topic that it says it came from. */
  Optional<String> origin() {
    return header(DeadLetterHeaders.TOPIC);
  }

  /** The record as it came, for a topic. Kafka places it by its key, and it gets its own time. */
  ProducerRecord<byte[], byte[]> backTo(String topic) {
    ProducerRecord<byte[], byte[]> back = new ProducerRecord<>(topic, record.key(), record.value());
    for (Header header : record.headers()) {
      if (!header.key().startsWith(DeadLetterHeaders.PREFIX)) {
        back.headers().add(header);
      }
    }
    return back;
  }

  String line() {
    return String.join(
        "\t",
        Quoting.field(coordinates()),
        Quoting.clip(key()),
        Quoting.field(reason()),
        Quoting.field(message()));
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("key", record.key() == null ? null : key());
    fields.put("topic", header(DeadLetterHeaders.TOPIC).orElse(null));
    fields.put("partition", number(DeadLetterHeaders.PARTITION));
    fields.put("offset", number(DeadLetterHeaders.OFFSET));
    fields.put("stage", header(DeadLetterHeaders.STAGE).orElse(null));
    fields.put("reason", reason());
    fields.put("message", message());
    fields.put("bytes", record.value() == null ? null : record.value().length);
    fields.put("leftOut", isLeftOut());
    return fields;
  }

  /** The key as text; empty if there is none. */
  String key() {
    return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
  }

  /** Null if there is none: whoever may write to the topic can put anything into a header. */
  private Long number(String name) {
    try {
      return header(name).map(Long::valueOf).orElse(null);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private Optional<String> header(String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
  }
}
