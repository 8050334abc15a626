package io.clipstream.jobs.testing;

import io.clipstream.schemas.TagEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Sends an image every 20 ms until it is ended, and knows when it sent which. */
public final class SteadyImages implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final TaggingStream stream;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<String, Long> sentNanos = new ConcurrentHashMap<>();
  private final Thread thread = new Thread(this::send, "steady images");
  private volatile boolean hasEnded;
  private volatile Exception failure;

  public SteadyImages(TaggingStream stream) {
    this.stream = stream;
    this.producer = stream.producer();
    thread.start();
  }

  private void send() {
    try {
      for (int i = 0; !hasEnded; i++) {
        String id = "i" + i;
        byte[] event = TaggingStream.event(id, TestPictures.png(i % 20));
        byte[] key = id.getBytes(StandardCharsets.UTF_8);
        sentNanos.put(id, System.nanoTime());
        producer.send(new ProducerRecord<>(stream.images(), key, event)).get();
        Thread.sleep(PAUSE.toMillis());
      }
    } catch (Exception e) { // whatever the producer fails with
      failure = e;
    }
  }

  /**
   * Publishes a revision of the default label set.
   *
   * @return when, as {@link System#nanoTime} has it
   */
  public long publish(int revision, List<String> labels, List<String> templates) throws Exception {
    ProducerRecord<byte[], byte[]> record = stream.labelSet(revision, labels, templates);
    long now = System.nanoTime();
    Future<RecordMetadata> sent = producer.send(record);
    sent.get();
    return now;
  }

  /** Sends no more; what was sent is in the topic. */
  public void end() throws Exception {
    hasEnded = true;
    thread.join();
    if (failure != null) {
      throw failure;
    }
  }

  /** Images sent so far. */
  public int sent() {
    return sentNanos.size();
  }

  /**
   * For each revision the time from its publication to the sending of the last image that an older
   * one tagged; zero if there is none.
   *
   * @param published of revision 2 and on
   */
  public List<Duration> delays(List<Long> published) {
    List<TagEvent> results = stream.results();
    List<Duration> delays = new ArrayList<>();
    for (int i = 0; i < published.size(); i++) {
      int revision = i + 2;
      long since = published.get(i);
      delays.add(
          Duration.ofNanos(
              results.stream()
                  .filter(result -> result.getLabelSetRevision() < revision)
                  .mapToLong(result -> sentNanos.get(result.getImageId()) - since)
                  .max()
                  .orElse(0)));
    }
    return delays.stream().map(d -> d.isNegative() ? Duration.ZERO : d).toList();
  }

  @Override
  public void close() throws Exception {
    hasEnded = true;
    thread.join();
    producer.close();
  }
}
