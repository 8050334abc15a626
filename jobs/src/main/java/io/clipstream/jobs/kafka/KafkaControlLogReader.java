package io.clipstream.jobs.kafka;

import io.clipstream.control.ControlLogReader;
import io.clipstream.control.ControlRecord;
import io.clipstream.control.ControlRecord.Log;
import java.io.Serial;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the control logs, from their beginnings or from what is known of them, to the ends that
 * they have when the reading begins. Only committed records count. The end is told by the reader's
 * position, since the markers of transactions take offsets that no record has. A log of which
 * nothing more comes, since its brokers are gone or it was made anew meanwhile, fails the reading:
 * nobody could tell it from one that is still being read.
 */
public final class KafkaControlLogReader implements ControlLogReader {
  @Serial private static final long serialVersionUID = 1L;

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration STALL_TIMEOUT = Duration.ofSeconds(60);
  private static final CloseOptions CLOSE_OPTIONS = CloseOptions.timeout(Duration.ofSeconds(2));

  private final KafkaSettings kafka;
  private final ControlLogs logs;

  public KafkaControlLogReader(KafkaSettings kafka, ControlLogs logs) {
    this.kafka = kafka;
    this.logs = logs;
  }

  /**
   * Nothing may come for so long, nor for a minute, at each of the few things that it waits for.
   */
  @Override
  public void read(Known known, Duration patience, java.util.function.Consumer<ControlRecord> to)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    KafkaConsumer<byte[], byte[]> consumer = consumer(silence(deadline));
    try {
      for (Log log : Log.values()) {
        TopicPartition partition = new TopicPartition(logs.topic(log), 0);
        LongSupplier last = () -> known.upTo(log, partition.toString());
        if (last.getAsLong() != Known.ALL) {
          read(
              consumer,
              partition,
              last,
              silence(deadline),
              record -> to.accept(logs.control(record)));
        }
      }
    } catch (InterruptException e) {
      Thread.interrupted(); // the client set it again, and could not be closed in peace
      InterruptedException interrupted = new InterruptedException("reading the control logs");
      interrupted.initCause(e);
      throw interrupted;
    } finally {
      consumer.close(CLOSE_OPTIONS);
    }
  }

  private static Duration silence(long deadline) {
    Duration left = Duration.ofNanos(deadline - System.nanoTime());
    return Collections.max(
        List.of(Duration.ofMillis(1), Collections.min(List.of(STALL_TIMEOUT, left))));
  }

  /**
   * @param silence how long any of its calls may take
   */
  private KafkaConsumer<byte[], byte[]> consumer(Duration silence) {
    Properties properties = kafka.properties(Map.of("isolation.level", "read_committed"));
    properties.putIfAbsent("default.api.timeout.ms", Long.toString(silence.toMillis()));
    properties.put("enable.auto.commit", "false");
    properties.put("auto.offset.reset", "earliest");
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Reads one log: its first record, and what is not known.
   *
   * @param last offset of the last record that is known; the first record may change it
   * @param silence how long nothing may come
   * @throws TimeoutException if nothing came for that long before the end was reached
   */
  static void read(
      Consumer<byte[], byte[]> consumer,
      TopicPartition log,
      LongSupplier last,
      Duration silence,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> records)
      throws InterruptedException {
    consumer.assign(List.of(log));
    long end = consumer.endOffsets(List.of(log), silence).get(log);
    if (last.getAsLong() != Known.NOTHING) {
      consumer.seekToBeginning(List.of(log));
      readOn(consumer, log, Math.min(1, end), silence, records);
    }
    long from = last.getAsLong() + 1;
    if (from < end) {
      if (from == 0) {
        consumer.seekToBeginning(List.of(log));
      } else {
        consumer.seek(log, from);
      }
      readOn(consumer, log, end, silence, records);
    }
  }

  private static void readOn(
      Consumer<byte[], byte[]> consumer,
      TopicPartition log,
      long end,
      Duration silence,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> records)
      throws InterruptedException {
    long lastNews = System.nanoTime();
    for (long at = consumer.position(log, silence), next; at < end; at = next) {
      if (Thread.interrupted()) {
        throw new InterruptedException("reading " + log);
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(log)) {
        if (record.offset() < end) {
          records.accept(record);
        }
      }
      next = consumer.position(log, silence);
      if (next != at) {
        lastNews = System.nanoTime();
      } else if (System.nanoTime() - lastNews > silence.toNanos()) {
        throw new TimeoutException(
            "control log %s: nothing came for %s s at offset %d, expected records up to %d"
                .formatted(log, silence.toMillis() / 1e3, at, end));
      }
    }
  }
}
