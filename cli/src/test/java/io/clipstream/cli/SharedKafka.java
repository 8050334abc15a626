package io.clipstream.cli;

import io.clipstream.jobs.testing.TestKafka;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The broker of the module's tests, looked at from outside with plain clients. */
final class SharedKafka {
  private SharedKafka() {}

  static String bootstrap() {
    return TestKafka.shared().bootstrap();
  }

  /** Makes a topic of one partition with a name of its own. */
  static String topic(String about, Map<String, String> settings) {
    String name = about + "." + UUID.randomUUID();
    TestKafka.shared().create(name, 1, settings);
    return name;
  }

  /** A producer; transactional where an id is given. */
  static KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("bootstrap.servers", bootstrap());
    return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Every committed record of a topic. */
  static List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    return TestKafka.shared().committed(topic);
  }
}
