package io.clipstream.operators.trace;

import io.clipstream.control.RawRecord;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;

/**
 * Attributes of spans. Those that OpenTelemetry's conventions name go by these names; none holds
 * what stands in a record.
 */
final class TraceAttributes {
  static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");
  static final AttributeKey<String> STAGE = AttributeKey.stringKey("clipstream.stage");
  static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("messaging.operation.type");
  private static final AttributeKey<String> TOPIC =
      AttributeKey.stringKey("messaging.destination.name");
  private static final AttributeKey<String> PARTITION =
      AttributeKey.stringKey("messaging.destination.partition.id");
  private static final AttributeKey<Long> OFFSET = AttributeKey.longKey("messaging.kafka.offset");
  private static final AttributeKey<Long> FETCH_MICROS =
      AttributeKey.longKey("clipstream.fetch.micros");
  private static final AttributeKey<String> CHECKPOINT =
      AttributeKey.stringKey("clipstream.checkpoint");
  private static final AttributeKey<String> LABEL_SET =
      AttributeKey.stringKey("clipstream.label_set");
  private static final AttributeKey<Long> REVISION =
      AttributeKey.longKey("clipstream.label_set.revision");
  private static final AttributeKey<Long> BATCH_SIZE =
      AttributeKey.longKey("clipstream.batch.size");
  private static final AttributeKey<Long> BATCH_ENCODED =
      AttributeKey.longKey("clipstream.batch.encoded");

  private TraceAttributes() {}

  /** Where a record lies, and how long its picture was fetched for. */
  static Attributes of(RawRecord record) {
    AttributesBuilder builder =
        Attributes.builder()
            .put(SYSTEM, "kafka")
            .put(OPERATION, "process")
            .put(TOPIC, record.topic())
            .put(PARTITION, Integer.toString(record.partition()))
            .put(OFFSET, record.offset());
    if (record.fetched() != null) {
      builder.put(FETCH_MICROS, record.fetched().micros());
    }
    return builder.build();
  }

  /** What a picture was tagged with. */
  static Attributes of(String checkpoint, String labelSet, long revision) {
    return Attributes.of(CHECKPOINT, checkpoint, LABEL_SET, labelSet, REVISION, revision);
  }

  static Attributes of(Tracing.Device batch) {
    return Attributes.of(BATCH_SIZE, (long) batch.size(), BATCH_ENCODED, (long) batch.encoded());
  }
}
