package io.clipstream.benchmarks;

import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What arrives on the tags topic from now on. Reads what is not committed too: when a result
 * becomes visible under exactly-once is a matter of the checkpoints' interval.
 */
final class Results implements AutoCloseable {
  private static final TopicPartition TAGS = new TopicPartition(Topic.TAGS.defaultName(), 0);
  private static final AvroCodec<TagEvent> CODEC = AvroCodec.singleObject(TagEvent.class);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<Result> results = new ArrayList<>();

  Results(String bootstrap) {
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(List.of(TAGS));
    consumer.seekToEnd(List.of(TAGS));
    long unused = consumer.position(TAGS); // from now on means now
  }

  /** Everything until the end as it is now, in order. */
  List<Result> all() {
    long end = consumer.endOffsets(List.of(TAGS)).get(TAGS);
    while (consumer.position(TAGS) < end) {
      poll();
    }
    return results;
  }

  /** Everything so far, once something new has come or a moment has passed. */
  List<Result> poll() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
      CODEC
          .decode(record.value())
          .toOptional()
          .ifPresent(event -> results.add(new Result(event, record.timestamp())));
    }
    return results;
  }

  /** How many were read. */
  int soFar() {
    return results.size();
  }

  /** The last that was read. */
  Result last() {
    return results.get(results.size() - 1);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
