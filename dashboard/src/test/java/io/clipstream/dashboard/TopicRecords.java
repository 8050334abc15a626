package io.clipstream.dashboard;

import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What stands in a topic. */
final class TopicRecords {
  private TopicRecords() {}

  /**
   * Every committed record of a topic, in the order of each partition. Who has committed is
   * answered before the broker has marked that in the partitions, so what is written is waited for
   * until it is decided.
   */
  static <T extends SpecificRecord> List<T> of(KafkaAccess kafka, Topic topic, Class<T> type) {
    AvroCodec<T> codec = kafka.codec(type, topic);
    List<T> found = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer = kafka.consumer(Map.of())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(kafka.name(topic)).stream()
              .map(part -> new TopicPartition(part.topic(), part.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = written(kafka, partitions);
      while (partitions.stream().anyMatch(part -> consumer.position(part) < ends.get(part))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          found.add(((Decoding.Ok<T>) codec.decode(record.value())).value());
        }
      }
    }
    return found;
  }

  /** Ends of what is written, be it committed or not. */
  private static Map<TopicPartition, Long> written(
      KafkaAccess kafka, List<TopicPartition> partitions) {
    Map<String, String> all = Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    try (Consumer<byte[], byte[]> consumer = kafka.consumer(all)) {
      return consumer.endOffsets(partitions);
    }
  }
}
