package io.clipstream.dashboard.status;

import io.clipstream.control.DeadLetterHeaders;
import io.clipstream.dashboard.ingest.Batch;
import io.clipstream.dashboard.ingest.TopicReader;
import io.clipstream.dashboard.store.DeadLetters;
import io.clipstream.dashboard.store.Result;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Takes dead letters into the index; whoever may write to their topic says what he likes. */
final class DeadLetterReader implements TopicReader {
  private final String topic;

  DeadLetterReader(String topic) {
    this.topic = topic;
  }

  @Override
  public String topic() {
    return topic;
  }

  @Override
  public Keeping keeping() {
    return Keeping.INDEX;
  }

  @Override
  public void read(Batch batch, ConsumerRecord<byte[], byte[]> record) {
    DeadLetters.add(
        batch.handle(),
        new DeadLetters.Letter(
            new Result.Place(topic, record.partition(), record.offset()),
            record.timestamp(),
            record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8),
            origin(record),
            text(record, DeadLetterHeaders.STAGE).orElse(null),
            text(record, DeadLetterHeaders.REASON).orElse("UNKNOWN"),
            text(record, DeadLetterHeaders.MESSAGE).orElse(null)));
  }

  private static Optional<Result.Place> origin(ConsumerRecord<byte[], byte[]> record) {
    try {
      return text(record, DeadLetterHeaders.TOPIC)
          .map(
              from ->
                  new Result.Place(
                      from,
                      Integer.parseInt(text(record, DeadLetterHeaders.PARTITION).orElse("")),
                      Long.parseLong(text(record, DeadLetterHeaders.OFFSET).orElse(""))));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> text(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
  }
}
