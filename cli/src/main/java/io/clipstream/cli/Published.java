package io.clipstream.cli;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** One record to a control log, acknowledged before anything else is said. */
final class Published {
  private Published() {}

  /**
   * @param value null for a tombstone
   * @throws io.clipstream.schemas.ResourceException if there is no such topic, or Kafka does not
   *     take it
   */
  static void publish(KafkaClients kafka, String topic, String key, byte[] value) {
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    kafka.await(
        kafka.admin().describeTopics(List.of(topic)).allTopicNames(), "looking at topic " + topic);
    try (Producer<byte[], byte[]> producer = kafka.producer()) {
      kafka.await(
          producer.send(new ProducerRecord<>(topic, keyBytes, value)), "writing to " + topic);
    } catch (KafkaException e) {
      throw kafka.explained("writing to " + topic, e);
    }
  }
}
