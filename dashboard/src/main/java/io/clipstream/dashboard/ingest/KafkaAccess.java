package io.clipstream.dashboard.ingest;

import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.WireFormat;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A Kafka cluster, which topics of it, and how values are framed. The settings may hold secrets:
 * {@link #toString} shows none.
 *
 * @param clients by Kafka's own names, bootstrap.servers among them
 * @param names of topics that are called otherwise than by default
 */
public record KafkaAccess(
    Map<String, String> clients, Map<Topic, String> names, WireFormat format) {
  private static final String TIMEOUT_MILLIS = "5000";

  public KafkaAccess {
    clients = Map.copyOf(clients);
    names = Map.copyOf(names);
  }

  /** A cluster's address and nothing else. */
  public static KafkaAccess at(String address) {
    return new KafkaAccess(
        Map.of("bootstrap.servers", address), Map.of(), new WireFormat.SingleObject());
  }

  /** Where the cluster is, as it was given. */
  public String address() {
    return clients.getOrDefault("bootstrap.servers", "");
  }

  /** Name of a topic. */
  public String name(Topic topic) {
    return names.getOrDefault(topic, topic.defaultName());
  }

  /** A codec for the values of a topic. */
  public <T extends SpecificRecord> AvroCodec<T> codec(Class<T> type, Topic topic) {
    return format.codec(type, name(topic));
  }

  public Admin admin() {
    return Admin.create(properties(Map.of()));
  }

  /** A consumer of no group that sees committed records only. */
  public Consumer<byte[], byte[]> consumer(Map<String, String> more) {
    Map<String, String> defaults = new HashMap<>();
    defaults.put("isolation.level", "read_committed");
    defaults.put("auto.offset.reset", "earliest");
    defaults.put("enable.auto.commit", "false");
    defaults.put("allow.auto.create.topics", "false");
    defaults.putAll(more);
    return new KafkaConsumer<>(
        properties(defaults), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** A producer whose records are on every replica in sync, once, in order, when it says so. */
  public Producer<byte[], byte[]> producer() {
    Map<String, String> defaults =
        Map.of(
            "acks", "all",
            "linger.ms", "5",
            "max.request.size", String.valueOf(64 << 20),
            "max.block.ms", TIMEOUT_MILLIS,
            "delivery.timeout.ms", "15000");
    return new KafkaProducer<>(
        properties(defaults), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private Properties properties(Map<String, String> defaults) {
    Properties properties = new Properties();
    properties.put("default.api.timeout.ms", TIMEOUT_MILLIS);
    properties.put("request.timeout.ms", TIMEOUT_MILLIS);
    properties.putAll(defaults);
    properties.putAll(clients);
    return properties;
  }

  @Override
  public String toString() {
    return "KafkaAccess[" + address() + "]";
  }
}
