package io.clipstream.dashboard.labels;

import io.clipstream.control.ControlCodecs;
import io.clipstream.control.LabelSetRevisions;
import io.clipstream.control.RawRecord;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** The topic with label sets, read to its present end before anything is written. */
final class LabelSetTopic {
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final KafkaAccess kafka;
  private final String topic;

  LabelSetTopic(KafkaAccess kafka) {
    this.kafka = kafka;
    this.topic = kafka.name(Topic.LABEL_SETS);
  }

  /** A record as the rules take it. */
  static RawRecord raw(ConsumerRecord<byte[], byte[]> record) {
    return new RawRecord(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.key(),
        record.value(),
        List.of());
  }

  /**
   * Everything that is in force just now.
   *
   * @throws ResourceException if the topic is not there or nothing comes of it
   */
  LabelSetRevisions read() {
    LabelSetRevisions revisions = new LabelSetRevisions(ControlCodecs.of(kafka.format()));
    TopicPartition log = new TopicPartition(topic, 0);
    try (Consumer<byte[], byte[]> consumer = kafka.consumer(Map.of())) {
      if (consumer.partitionsFor(topic).isEmpty()) {
        throw new ResourceException(
            "topic '" + topic + "' does not exist; 'clipstream topics create' makes it");
      }
      consumer.assign(List.of(log));
      consumer.seekToBeginning(List.of(log));
      long end = consumer.endOffsets(List.of(log)).get(log);
      long patience = System.nanoTime() + SILENCE.toNanos();
      while (consumer.position(log) < end) {
        var polled = consumer.poll(Duration.ofMillis(200));
        polled.forEach(record -> revisions.apply(raw(record)));
        if (!polled.isEmpty()) {
          patience = System.nanoTime() + SILENCE.toNanos();
        } else if (System.nanoTime() > patience) {
          throw new ResourceException("topic '" + topic + "' cannot be read to its end");
        }
      }
    }
    return revisions;
  }

  /**
   * Writes a set, which the rules let pass.
   *
   * @return when it was written, milliseconds since 1970
   * @throws ResourceException if Kafka does not take it
   */
  long publish(LabelSet set) throws InterruptedException {
    byte[] key = set.getId().getBytes(StandardCharsets.UTF_8);
    byte[] value = kafka.codec(LabelSet.class, Topic.LABEL_SETS).encode(set);
    try (Producer<byte[], byte[]> producer = kafka.producer()) {
      return producer.send(new ProducerRecord<>(topic, key, value)).get().timestamp();
    } catch (ExecutionException e) {
      throw new ResourceException(
          "topic '" + topic + "' does not take the label set: " + e.getCause().getMessage(),
          e.getCause());
    }
  }
}
