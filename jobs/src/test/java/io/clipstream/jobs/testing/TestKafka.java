package io.clipstream.jobs.testing;

import io.clipstream.embedded.EmbeddedKafka;
import io.clipstream.jobs.kafka.KafkaSettings;
import io.clipstream.jobs.kafka.TaggingTopics;
import io.clipstream.jobs.kafka.TopicLeaders;
import io.clipstream.model.Folders;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker for all tests of the module; each test has topics of its own. */
public final class TestKafka {
  private static TestKafka shared;

  private final String bootstrap;

  private TestKafka(String bootstrap) {
    this.bootstrap = bootstrap;
  }

  /** A broker that somebody else started. */
  public static TestKafka at(String bootstrap) {
    return new TestKafka(bootstrap);
  }

  /** The broker, started when it is first asked for and stopped when the JVM ends. */
  public static synchronized TestKafka shared() {
    if (shared == null) {
      try {
        Path folder = Files.createTempDirectory("clipstream-kafka");
        EmbeddedKafka broker = EmbeddedKafka.start(folder);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(broker, folder)));
        shared = at(broker.bootstrap());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return shared;
  }

  private static void stop(EmbeddedKafka broker, Path folder) {
    broker.close();
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String bootstrap() {
    return bootstrap;
  }

  public KafkaSettings settings() {
    return new KafkaSettings(Map.of("bootstrap.servers", bootstrap()));
  }

  /** The topics of a tagging job, kept as they should be, with names that begin so. */
  public TaggingTopics createTopics(String prefix, int imagePartitions) {
    return createTopics(prefix, imagePartitions, 1048588);
  }

  /** The same, whose inputs take records of so many bytes. */
  public TaggingTopics createTopics(String prefix, int imagePartitions, int maxBytes) {
    Map<String, String> limit = Map.of("max.message.bytes", Integer.toString(maxBytes));
    TaggingTopics topics = TestTopics.named(prefix);
    for (String images : topics.images()) {
      create(images, imagePartitions, limit);
    }
    create(topics.tags(), 2, Map.of());
    create(topics.status(), 1, Topic.STATUS.kafkaSettings());
    create(TestTopics.leases(topics), 1, Topic.LEASES.kafkaSettings());
    for (String log : topics.control().topics()) {
      Map<String, String> settings = new TreeMap<>(Topic.LABEL_SETS.kafkaSettings());
      settings.putAll(limit);
      create(log, 1, settings);
    }
    for (String deadLetters : topics.deadLetters()) {
      create(deadLetters, 1, Map.of("max.message.bytes", Integer.toString(maxBytes + (64 << 10))));
    }
    return topics;
  }

  public void create(String topic, int partitions, Map<String, String> settings) {
    try (Admin admin = Admin.create(clientSettings())) {
      admin
          .createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(settings)))
          .all()
          .get();
      TopicLeaders.await(admin, List.of(topic));
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sets a quota of the broker for the clients of a name. */
  public void limit(String clientId, ClientQuotaAlteration.Op quota) {
    ClientQuotaEntity entity = new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, clientId));
    try (Admin admin = Admin.create(clientSettings())) {
      admin
          .alterClientQuotas(List.of(new ClientQuotaAlteration(entity, List.of(quota))))
          .all()
          .get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Deletes a topic; returns when nobody finds it any more. */
  public void delete(String topic) {
    try (Admin admin = Admin.create(clientSettings())) {
      admin.deleteTopics(List.of(topic)).all().get();
      Eventually.await("the end of " + topic)
          .until(() -> !admin.listTopics().names().get().contains(topic));
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A producer; with a transactional id it has begun its transactions. */
  public KafkaProducer<byte[], byte[]> producer(Map<String, String> settings) {
    Properties properties = clientSettings();
    properties.putAll(settings);
    // A new partition may refuse a first batch and take the second; the first never fits then.
    properties.put("max.in.flight.requests.per.connection", "1");
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Writes a record and waits until it is in the topic. */
  public void send(String topic, String key, byte[] value) {
    send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
  }

  /** Writes a record and waits until it is in the topic. */
  public void send(ProducerRecord<byte[], byte[]> record) {
    try (KafkaProducer<byte[], byte[]> producer =
        producer(Map.of("max.request.size", "16000000"))) {
      producer.send(record).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How far a consumer group has come in the only partition of a topic; -1 if it never said. */
  public long committedOffset(String group, String topic) {
    try (Admin admin = Admin.create(clientSettings())) {
      OffsetAndMetadata offset =
          admin
              .listConsumerGroupOffsets(group)
              .partitionsToOffsetAndMetadata()
              .get()
              .get(new TopicPartition(topic, 0));
      return offset == null ? -1 : offset.offset();
    } catch (InterruptedException | ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return -1;
      }
      throw new IllegalStateException(e);
    }
  }

  /** All committed records of a topic that are readable now, by partition and offset. */
  public List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
    return read(topic, "read_committed");
  }

  /** Hands on the same one by one, for topics that are larger than memory. */
  public void forEachCommitted(String topic, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    forEach(topic, "read_committed", taker);
  }

  /** All records of a topic up to its present end. */
  public List<ConsumerRecord<byte[], byte[]>> read(String topic, String isolation) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    forEach(topic, isolation, records::add);
    return records;
  }

  private void forEach(
      String topic, String isolation, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    Properties properties = clientSettings();
    properties.put("isolation.level", isolation);
    properties.put("enable.auto.commit", "false");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(taker);
      }
    }
  }

  private Properties clientSettings() {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrap());
    return properties;
  }
}
