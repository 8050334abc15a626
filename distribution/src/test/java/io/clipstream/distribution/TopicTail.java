package io.clipstream.distribution;

import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A topic's committed records, read on from where the last look ended. */
final class TopicTail<T extends SpecificRecord> implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final AvroCodec<T> codec;

  TopicTail(Properties client, String topic, AvroCodec<T> codec) {
    this.codec = codec;
    client.put("isolation.level", "read_committed");
    this.consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** What was committed since the last call. */
  List<T> more() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    List<T> records = new ArrayList<>();
    while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
      consumer.poll(Duration.ofMillis(100)).forEach(record -> records.add(decode(record.value())));
    }
    return records;
  }

  private T decode(byte[] value) {
    if (codec.decode(value) instanceof Decoding.Ok<T> ok) {
      return ok.value();
    }
    throw new AssertionError("a record that cannot be decoded");
  }

  @Override
  public void close() {
    consumer.close();
  }
}
