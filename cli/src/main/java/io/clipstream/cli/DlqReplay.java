package io.clipstream.cli;

import io.clipstream.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads a dead-letter topic up to its present end and puts its records back. It commits only after
 * the records are acknowledged: an interrupted replay may repeat some, and loses none.
 */
final class DlqReplay implements AutoCloseable {
  /**
   * What was done.
   *
   * @param leftOut how many could not be put back
   * @param problems why, a line for each of the first of them
   */
  record Result(long replayed, long leftOut, List<String> problems) {}

  private static final int SHOWN = 100;

  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaClients kafka;
  private final String input;
  private final String topic;
  private final Consumer<byte[], byte[]> consumer;
  private final Producer<byte[], byte[]> producer;
  private final List<String> problems = new ArrayList<>();
  private long replayed;
  private long leftOut;

  /**
   * @param input the topic that records are put back to: the one that the dead letters belong to,
   *     whatever a record says
   * @param group remembers how far earlier replays came
   */
  DlqReplay(KafkaClients kafka, String input, String group) {
    this.kafka = kafka;
    this.input = input;
    this.topic = Topic.deadLetter(input);
    this.consumer = kafka.consumer(Map.of(), group);
    this.producer = kafka.producer();
  }

  /**
   * @param again whether to begin at the beginning
   * @param dryRun whether to count only
   * @throws io.clipstream.schemas.ResourceException if Kafka fails or a topic is missing
   */
  Result run(Predicate<Refused> wanted, boolean again, boolean dryRun) {
    try {
      List<TopicPartition> partitions = TopicReader.partitions(consumer, topic);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.assign(partitions);
      if (again) {
        consumer.seekToBeginning(partitions);
      }
      for (TopicPartition partition : partitions) {
        consumer.pause(partitions);
        consumer.resume(Set.of(partition));
        partition(partition, ends.get(partition), wanted, dryRun);
      }
      return new Result(replayed, leftOut, List.copyOf(problems));
    } catch (KafkaException e) {
      throw kafka.explained("replaying " + topic, e);
    }
  }

  private void partition(
      TopicPartition partition, long end, Predicate<Refused> wanted, boolean dryRun) {
    while (consumer.position(partition) < end) {
      List<Future<RecordMetadata>> pending = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        Refused refused = Refused.of(record);
        if (record.offset() < end && wanted.test(refused)) {
          putBack(refused, pending, dryRun);
        }
      }
      pending.forEach(sent -> kafka.await(sent, "replaying " + topic));
      if (!dryRun) {
        long position = Math.min(end, consumer.position(partition));
        consumer.commitSync(Map.of(partition, new OffsetAndMetadata(position)));
      }
    }
  }

  private void putBack(Refused refused, List<Future<RecordMetadata>> pending, boolean dryRun) {
    Optional<String> obstacle = refused.letter().obstacle(input);
    if (obstacle.isPresent()) {
      leaveOut(obstacle.get());
    } else {
      replayed++;
      if (!dryRun) {
        pending.add(producer.send(refused.backTo(input)));
      }
    }
  }

  private void leaveOut(String problem) {
    leftOut++;
    if (problems.size() < SHOWN) {
      problems.add(problem);
    }
  }

  @Override
  public void close() {
    consumer.close();
    producer.close();
  }
}
