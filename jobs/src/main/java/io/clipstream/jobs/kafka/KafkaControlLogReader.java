package io.clipstream.jobs.kafka;

import io.clipstream.operators.ControlLogReader;
import io.clipstream.operators.ControlRecord;
import java.io.Serial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads both control logs from their beginnings to the ends that they have when the reading begins.
 * Only committed records count. The end is told by the reader's position, since the markers of
 * transactions take offsets that no record has.
 */
public final class KafkaControlLogReader implements ControlLogReader {
  @Serial private static final long serialVersionUID = 1L;

  private static final Duration POLL = Duration.ofMillis(200);
  private static final CloseOptions CLOSING = CloseOptions.timeout(Duration.ofSeconds(2));

  private final KafkaSettings kafka;
  private final ControlLogs logs;

  public KafkaControlLogReader(KafkaSettings kafka, ControlLogs logs) {
    this.kafka = kafka;
    this.logs = logs;
  }

  @Override
  public List<ControlRecord> read() throws InterruptedException {
    KafkaConsumer<byte[], byte[]> consumer = consumer();
    try {
      List<ControlRecord> records = new ArrayList<>();
      for (String topic : logs.topics()) {
        read(consumer, new TopicPartition(topic, 0), records);
      }
      return records;
    } catch (InterruptException e) {
      Thread.interrupted(); // the client set it again, and could not be closed in peace
      InterruptedException interrupted = new InterruptedException("reading the control logs");
      interrupted.initCause(e);
      throw interrupted;
    } finally {
      consumer.close(CLOSING);
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Properties properties = kafka.properties(Map.of("isolation.level", "read_committed"));
    properties.put("enable.auto.commit", "false");
    properties.put("auto.offset.reset", "earliest");
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private void read(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition log, List<ControlRecord> records)
      throws InterruptedException {
    consumer.assign(List.of(log));
    consumer.seekToBeginning(List.of(log));
    long end = consumer.endOffsets(List.of(log)).get(log);
    while (consumer.position(log) < end) {
      if (Thread.interrupted()) {
        throw new InterruptedException("reading " + log);
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(log)) {
        if (record.offset() < end) {
          records.add(logs.control(record));
        }
      }
    }
  }
}
