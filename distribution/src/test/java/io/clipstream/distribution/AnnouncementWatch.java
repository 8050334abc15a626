package io.clipstream.distribution;

import io.clipstream.model.checkpoint.Integrity;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.ClipstreamException;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Looks at each checkpoint at the moment of its announcement, even of one that is not committed:
 * whatever an announcement names must be whole by then.
 */
final class AnnouncementWatch implements AutoCloseable {
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile int seen;
  private volatile boolean closing;

  AnnouncementWatch(String bootstrap, String topic) {
    this.thread = new Thread(() -> watch(bootstrap, topic), "announcements");
    this.thread.start();
  }

  private void watch(String bootstrap, String topic) {
    Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!closing) {
        consumer.poll(Duration.ofMillis(50)).forEach(record -> check(record.value()));
      }
    } catch (RuntimeException e) {
      problems.add(e.toString());
    }
  }

  private void check(byte[] value) {
    if (AvroCodec.singleObject(CheckpointEvent.class).decode(value)
        instanceof Decoding.Ok<CheckpointEvent> ok) {
      requireWhole(ok.value());
      seen++;
    } else {
      problems.add("an announcement that cannot be decoded");
    }
  }

  private void requireWhole(CheckpointEvent event) {
    try {
      String found = Integrity.verify(Path.of(URI.create(event.getUri())));
      if (!found.equals(event.getSha256())) {
        problems.add(event.getCheckpointId() + " has SHA-256 " + found);
      }
    } catch (ClipstreamException e) {
      problems.add(e.getMessage());
    }
  }

  /** Records of the topic so far, the first promotion among them. */
  int seen() {
    return seen;
  }

  /** What was not whole. */
  List<String> problems() {
    return problems;
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
