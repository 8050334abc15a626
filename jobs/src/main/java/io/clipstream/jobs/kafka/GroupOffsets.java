package io.clipstream.jobs.kafka;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How far a consumer group without members has come. */
record GroupOffsets(KafkaSettings kafka, String group) implements Serializable {
  /**
   * Says so to Kafka, and returns when Kafka knows.
   *
   * @param next the offset behind the last record that was read
   * @throws KafkaException if it cannot be said within the consumer's default.api.timeout.ms
   */
  void commit(Map<TopicPartition, Long> next) {
    if (next.isEmpty()) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    next.forEach((partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset)));
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            properties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.commitSync(offsets);
    }
  }

  private Properties properties() {
    Properties properties = kafka.properties(Map.of());
    properties.put("group.id", group);
    properties.put("enable.auto.commit", "false");
    return properties;
  }
}
