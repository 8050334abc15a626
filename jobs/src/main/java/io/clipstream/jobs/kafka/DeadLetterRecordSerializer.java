package io.clipstream.jobs.kafka;

import io.clipstream.control.DeadLetter;
import io.clipstream.control.DeadLetterHeaders;
import io.clipstream.control.RawRecord;
import io.clipstream.schemas.Topic;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Dead letters to records: key, value and headers as they came, then the headers that say why. A
 * record that its dead-letter topic cannot take goes without its value, and if that is not enough,
 * by its coordinates alone.
 */
final class DeadLetterRecordSerializer implements TopicSerializer<DeadLetter> {
  @Serial private static final long serialVersionUID = 1L;

  private static final int MESSAGE_LIMIT = 2_000;

  private final String jobName;
  private final String refusedBy;
  private final TreeMap<String, Integer> limits;

  /**
   * @param refusedBy name of the class that refuses records
   * @param limits bytes of a record at most, by the name of the input topic
   */
  DeadLetterRecordSerializer(String jobName, String refusedBy, Map<String, Integer> limits) {
    this.jobName = jobName;
    this.refusedBy = refusedBy;
    this.limits = new TreeMap<>(limits);
  }

  @Override
  public List<String> topics() {
    return limits.keySet().stream().map(Topic::deadLetter).toList();
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      DeadLetter letter, KafkaSinkContext context, Long timestamp) {
    int task = context.getParallelInstanceId();
    RawRecord record = letter.record();
    int limit = limits.getOrDefault(record.topic(), Integer.MAX_VALUE);
    ProducerRecord<byte[], byte[]> whole =
        record(letter, task, record.key(), record.value(), record.headers(), 0);
    if (RecordSize.upperBound(whole) <= limit) {
      return whole;
    }
    ProducerRecord<byte[], byte[]> withoutValue =
        record(letter, task, record.key(), null, record.headers(), length(record.value()));
    if (RecordSize.upperBound(withoutValue) <= limit) {
      return withoutValue;
    }
    return record(letter, task, null, null, List.of(), length(record.key()) + bytes(record));
  }

  private ProducerRecord<byte[], byte[]> record(
      DeadLetter letter,
      int task,
      byte[] key,
      byte[] value,
      List<RawRecord.Header> headers,
      long leftOut) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(Topic.deadLetter(letter.record().topic()), key, value);
    headers.forEach(header -> record.headers().add(header.name(), header.value()));
    explain(letter, task, record.headers());
    if (leftOut > 0) {
      add(record.headers(), DeadLetterHeaders.LEFT_OUT_BYTES, Long.toString(leftOut));
    }
    return record;
  }

  private void explain(DeadLetter letter, int task, Headers headers) {
    RawRecord record = letter.record();
    add(headers, DeadLetterHeaders.TOPIC, record.topic());
    add(headers, DeadLetterHeaders.PARTITION, Integer.toString(record.partition()));
    add(headers, DeadLetterHeaders.OFFSET, Long.toString(record.offset()));
    add(headers, DeadLetterHeaders.CONNECTOR, jobName);
    add(headers, DeadLetterHeaders.TASK, Integer.toString(task));
    add(headers, DeadLetterHeaders.STAGE, letter.stage().wireName());
    add(headers, DeadLetterHeaders.CLASS, refusedBy);
    add(headers, DeadLetterHeaders.REASON, letter.reason());
    add(headers, DeadLetterHeaders.MESSAGE, clip(letter.message()));
    add(headers, DeadLetterHeaders.TIMESTAMP, Long.toString(record.timestamp()));
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  private static String clip(String message) {
    return message.length() <= MESSAGE_LIMIT ? message : message.substring(0, MESSAGE_LIMIT) + "…";
  }

  private static long bytes(RawRecord record) {
    long size = length(record.value());
    for (RawRecord.Header header : record.headers()) {
      size += header.name().length() + length(header.value());
    }
    return size;
  }

  private static long length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
