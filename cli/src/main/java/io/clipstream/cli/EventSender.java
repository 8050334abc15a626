package io.clipstream.cli;

import io.clipstream.schemas.codec.AvroCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Sends records to one topic and counts what became of them. For one sending thread. */
final class EventSender<T extends SpecificRecord> implements AutoCloseable {
  private static final int SHOWN = 10;

  private final KafkaClients kafka;
  private final String topic;
  private final AvroCodec<T> codec;
  private final Producer<byte[], byte[]> producer;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final List<String> problems = new ArrayList<>();

  /**
   * @throws io.clipstream.schemas.ResourceException if there is no such topic
   */
  EventSender(KafkaClients kafka, String topic, AvroCodec<T> codec) {
    this.kafka = kafka;
    this.topic = topic;
    this.codec = codec;
    kafka.await(
        kafka.admin().describeTopics(List.of(topic)).allTopicNames(), "looking at topic " + topic);
    this.producer = kafka.producer();
  }

  /** Hands a record to the producer; waits only where the producer's memory is full. */
  void send(String key, T value) {
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    try {
      producer.send(
          new ProducerRecord<>(topic, keyBytes, codec.encode(value)),
          (metadata, error) -> done(key, error));
    } catch (KafkaException e) {
      done(key, e);
    }
  }

  private void done(String key, Exception error) {
    if (error == null) {
      sent.incrementAndGet();
    } else {
      failed(key + ": " + kafka.explained("sending to " + topic, error).getMessage());
    }
  }

  /** Counts something that could not even be handed over. */
  synchronized void failed(String problem) {
    failures.incrementAndGet();
    if (problems.size() < SHOWN) {
      problems.add(problem);
    }
  }

  /** Waits until every record has been acknowledged or has failed. */
  void flush() {
    producer.flush();
  }

  long sent() {
    return sent.get();
  }

  long failures() {
    return failures.get();
  }

  /** The first failures, a line each. */
  synchronized List<String> problems() {
    return List.copyOf(problems);
  }

  @Override
  public void close() {
    producer.close();
  }
}
