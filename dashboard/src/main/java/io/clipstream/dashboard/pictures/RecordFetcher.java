package io.clipstream.dashboard.pictures;

import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.store.Result.Place;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Single records by their places, from a few consumers that are lent in turn. */
public final class RecordFetcher implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Map<String, String> ONE_RECORD =
      Map.of(
          "auto.offset.reset", "none",
          "max.poll.records", "1",
          "max.partition.fetch.bytes", "1", // the broker sends one batch of records all the same
          "fetch.max.wait.ms", "100");

  /** Nobody uses the consumer yet. */
  private static final class Slot {
    private Consumer<byte[], byte[]> consumer;
  }

  private final KafkaAccess kafka;
  private final BlockingQueue<Slot> free;
  private final List<Slot> all;

  /**
   * @param most how many records may be fetched at one time
   */
  public RecordFetcher(KafkaAccess kafka, int most) {
    this.kafka = kafka;
    this.all = java.util.stream.Stream.generate(Slot::new).limit(most).toList();
    this.free = new ArrayBlockingQueue<>(most, true, all);
  }

  /**
   * The record at a place; nothing if Kafka does not keep it any more.
   *
   * @throws KafkaException if no broker answers, or too many records are fetched just now
   */
  public Optional<ConsumerRecord<byte[], byte[]>> fetch(Place place) throws InterruptedException {
    Slot slot = free.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    if (slot == null) {
      throw new KafkaException("too many pictures are fetched just now");
    }
    try {
      if (slot.consumer == null) {
        slot.consumer = kafka.consumer(ONE_RECORD);
      }
      return fetch(slot.consumer, place);
    } finally {
      free.add(slot);
    }
  }

  private static Optional<ConsumerRecord<byte[], byte[]>> fetch(
      Consumer<byte[], byte[]> consumer, Place place) {
    TopicPartition partition = new TopicPartition(place.topic(), place.partition());
    consumer.assign(List.of(partition));
    consumer.seek(partition, place.offset());
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (System.nanoTime() < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
          return record.offset() == place.offset() ? Optional.of(record) : Optional.empty();
        }
      }
    } catch (OffsetOutOfRangeException | NoOffsetForPartitionException e) {
      return Optional.empty();
    }
    throw new KafkaException("no answer");
  }

  @Override
  public void close() {
    for (Slot slot : all) {
      if (free.remove(slot) && slot.consumer != null) {
        slot.consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ZERO));
      }
    }
  }
}
