package io.clipstream.jobs.lease;

import io.clipstream.jobs.kafka.KafkaSettings;
import io.clipstream.schemas.JobLease;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The records of one job's name in the topic of leases. For one thread. */
final class LeaseLog implements AutoCloseable {
  private static final Log LOG = Log.of(LeaseLog.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration CLOSING = Duration.ofSeconds(2);
  private static final String PATIENCE_MILLIS = "15000";

  private final AvroCodec<JobLease> codec = AvroCodec.singleObject(JobLease.class);
  private final TopicPartition log;
  private final byte[] key;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;

  /**
   * @throws KafkaException if the settings for the clients are of no use
   */
  LeaseLog(KafkaSettings kafka, String topic, String jobName) {
    this.log = new TopicPartition(topic, 0);
    this.key = jobName.getBytes(StandardCharsets.UTF_8);
    this.consumer =
        new KafkaConsumer<>(
            reading(kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.producer =
        new KafkaProducer<>(writing(kafka), new ByteArraySerializer(), new ByteArraySerializer());
    consumer.assign(List.of(log));
    consumer.seekToBeginning(List.of(log));
  }

  private static Properties reading(KafkaSettings kafka) {
    Properties properties = kafka.properties(Map.of("default.api.timeout.ms", PATIENCE_MILLIS));
    properties.put("enable.auto.commit", "false");
    properties.put("auto.offset.reset", "earliest");
    properties.put("allow.auto.create.topics", "false");
    return properties;
  }

  private static Properties writing(KafkaSettings kafka) {
    Properties properties =
        kafka.properties(
            Map.of(
                "max.block.ms",
                PATIENCE_MILLIS,
                "delivery.timeout.ms",
                PATIENCE_MILLIS,
                "request.timeout.ms",
                "10000"));
    properties.put("acks", "all");
    return properties;
  }

  /**
   * What came since the last call, up to the end that the log has now.
   *
   * @throws KafkaException if Kafka does not answer
   */
  List<JobLease> news() {
    return newsUntil(0);
  }

  /**
   * What came since the last call, up to the end that the log has now, and this offset at least.
   *
   * @throws KafkaException if Kafka does not answer
   */
  List<JobLease> newsUntil(long least) {
    long end = Math.max(least, consumer.endOffsets(List.of(log)).get(log));
    if (end < consumer.position(log)) { // the topic was made anew
      consumer.seekToBeginning(List.of(log));
    }
    List<JobLease> news = new ArrayList<>();
    long until = System.nanoTime() + Duration.ofMillis(Long.parseLong(PATIENCE_MILLIS)).toNanos();
    while (consumer.position(log) < end) {
      if (System.nanoTime() > until) {
        throw new TimeoutException(
            "topic %s: read up to offset %d, expected %d"
                .formatted(log.topic(), consumer.position(log), end));
      }
      consumer.poll(POLL).records(log).forEach(record -> add(record, news));
    }
    return news;
  }

  private void add(ConsumerRecord<byte[], byte[]> record, List<JobLease> news) {
    if (!Arrays.equals(key, record.key())) {
      return;
    }
    Decoding<JobLease> decoding = codec.decode(record.value());
    if (decoding instanceof Decoding.Ok<JobLease> ok) {
      news.add(ok.value());
    } else if (decoding instanceof Decoding.Failed<JobLease> failed) {
      LOG.with(LogKey.TOPIC, record.topic())
          .with(LogKey.PARTITION, record.partition())
          .with(LogKey.OFFSET, record.offset())
          .with(LogKey.REASON, failed.reason())
          .warn("a record holds no lease");
    }
  }

  /**
   * Writes a record and waits until every replica in sync has it.
   *
   * @return the offset behind it
   * @throws KafkaException if Kafka does not take it; it may come into the log all the same
   */
  long append(JobLease lease) throws InterruptedException {
    try {
      byte[] value = codec.encode(lease);
      return producer.send(new ProducerRecord<>(log.topic(), 0, key, value)).get().offset() + 1;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
    }
  }

  @Override
  public void close() {
    boolean isInterrupted = Thread.interrupted(); // or the clients would fail to close
    consumer.close(CloseOptions.timeout(CLOSING));
    producer.close(CLOSING);
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
