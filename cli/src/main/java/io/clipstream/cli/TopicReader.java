package io.clipstream.cli;

import io.clipstream.schemas.ResourceException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads topics without a consumer group. */
final class TopicReader {
  private static final Duration POLL = Duration.ofMillis(200);

  private TopicReader() {}

  /**
   * Every committed record of a topic up to its present end, partition by partition in order of
   * offsets.
   *
   * @param each takes a record and says whether to go on
   */
  static void toEnd(
      KafkaClients kafka, String topic, Predicate<ConsumerRecord<byte[], byte[]>> each) {
    try (Consumer<byte[], byte[]> consumer = kafka.consumer(Map.of())) {
      List<TopicPartition> partitions = partitions(consumer, topic);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      for (TopicPartition partition : partitions) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        if (!read(consumer, partition, ends.get(partition), each)) {
          return;
        }
      }
    } catch (KafkaException e) {
      throw kafka.explained("reading " + topic, e);
    }
  }

  /** By position, not by the last record's offset: markers of transactions take offsets too. */
  private static boolean read(
      Consumer<byte[], byte[]> consumer,
      TopicPartition partition,
      long end,
      Predicate<ConsumerRecord<byte[], byte[]>> each) {
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < end && !each.test(record)) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Every committed record of a topic, also those still to come, until told to stop.
   *
   * @param fromBeginning whether from the first record on, or only what comes from now on
   */
  static void follow(
      KafkaClients kafka,
      String topic,
      boolean fromBeginning,
      Predicate<ConsumerRecord<byte[], byte[]>> each) {
    try (Consumer<byte[], byte[]> consumer = kafka.consumer(Map.of())) {
      List<TopicPartition> partitions = partitions(consumer, topic);
      consumer.assign(partitions);
      if (fromBeginning) {
        consumer.seekToBeginning(partitions);
      } else {
        // Fixed now, since seekToEnd would only look at the first poll.
        consumer.endOffsets(partitions).forEach(consumer::seek);
      }
      while (true) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (!each.test(record)) {
            return;
          }
        }
      }
    } catch (KafkaException e) {
      throw kafka.explained("reading " + topic, e);
    }
  }

  /** Where each partition of a topic ends for now: where what comes later begins. */
  static Map<TopicPartition, Long> ends(KafkaClients kafka, String topic) {
    try (Consumer<byte[], byte[]> consumer = kafka.consumer(Map.of())) {
      return Map.copyOf(consumer.endOffsets(partitions(consumer, topic)));
    } catch (KafkaException e) {
      throw kafka.explained("reading " + topic, e);
    }
  }

  /**
   * Every committed record from given places on, also those still to come, for a time or until told
   * to stop.
   *
   * @param each takes a record and says whether to go on
   */
  static void followFrom(
      KafkaClients kafka,
      Map<TopicPartition, Long> begins,
      Duration time,
      Predicate<ConsumerRecord<byte[], byte[]>> each) {
    long end = System.nanoTime() + time.toNanos();
    try (Consumer<byte[], byte[]> consumer = kafka.consumer(Map.of())) {
      consumer.assign(begins.keySet());
      begins.forEach(consumer::seek);
      while (System.nanoTime() - end < 0) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (!each.test(record)) {
            return;
          }
        }
      }
    } catch (KafkaException e) {
      throw kafka.explained("following " + begins.keySet(), e);
    }
  }

  /**
   * @throws ResourceException if there is no such topic
   */
  static List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer, String topic) {
    var infos = consumer.partitionsFor(topic);
    if (infos == null || infos.isEmpty()) {
      throw new ResourceException(
          "topic '" + topic + "' does not exist; 'clipstream topics create' makes it");
    }
    return infos.stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .sorted(java.util.Comparator.comparingInt(TopicPartition::partition))
        .toList();
  }
}
