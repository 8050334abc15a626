package io.clipstream.dashboard.webhook;

import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.ingest.TopicMap;
import io.clipstream.dashboard.store.Positions.Partition;
import io.clipstream.schemas.logging.Log;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Tells one receiver. It reads the topics for itself and no further than what is delivered, so what
 * waits, waits in Kafka: a receiver that hangs costs neither memory nor anybody's time. Where it
 * stands is noted after a batch, so that a crash tells a batch again at most.
 */
final class Courier implements AutoCloseable {
  private static final Log LOG = Log.of(Courier.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final long RETRY_MILLIS = 1_000;
  private static final long PATIENCE_MILLIS = 2_000;
  private static final Map<String, String> SMALL_BATCHES =
      Map.of("max.poll.records", "100", "fetch.max.bytes", String.valueOf(4 << 20));

  private final KafkaAccess kafka;
  private final Map<String, EventSource> sources;
  private final DeliveredTo delivered;
  private final Beginnings beginnings;
  private final Deliveries deliveries;
  private final Board board;
  private final Map<TopicPartition, Long> noted = new HashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "dashboard-webhook");

  Courier(
      KafkaAccess kafka,
      List<EventSource> sources,
      DeliveredTo delivered,
      Beginnings beginnings,
      Deliveries deliveries,
      Board board) {
    this.kafka = kafka;
    this.sources =
        sources.stream().collect(Collectors.toMap(EventSource::topic, Function.identity()));
    this.delivered = delivered;
    this.beginnings = beginnings;
    this.deliveries = deliveries;
    this.board = board;
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  WebhookState state() {
    return board.state();
  }

  /** Passes an event by that is tried again and again; false if it is none. */
  boolean passBy(String id) {
    return deliveries.passBy(id);
  }

  private void run() {
    while (!isClosed()) {
      try (Admin admin = kafka.admin();
          Consumer<byte[], byte[]> consumer = kafka.consumer(SMALL_BATCHES)) {
        follow(admin, consumer);
      } catch (InterruptException | InterruptedException e) {
        // Closed; the loop sees it.
      } catch (RuntimeException e) {
        board.cannotRead(
            e instanceof KafkaException
                ? "Kafka at " + kafka.address() + " does not answer"
                : "the index cannot be written");
        LOG.debug("reading what webhooks tell", e);
        waitToRetry();
      }
    }
  }

  private void follow(Admin admin, Consumer<byte[], byte[]> consumer) throws InterruptedException {
    TopicMap topics = TopicMap.NONE;
    long lookAt = System.nanoTime();
    boolean goesOn = true;
    while (goesOn && !isClosed()) {
      if (System.nanoTime() - lookAt >= 0) {
        topics = look(admin, consumer, topics);
        lookAt = System.nanoTime() + LOOK_NANOS;
      }
      if (topics.partitions().isEmpty()) {
        closed.await(POLL.toMillis(), TimeUnit.MILLISECONDS); // such a consumer cannot poll
      } else {
        goesOn = take(consumer, topics);
      }
    }
  }

  private TopicMap look(Admin admin, Consumer<byte[], byte[]> consumer, TopicMap before)
      throws InterruptedException {
    TopicMap now = TopicMap.ask(admin, sources.keySet());
    if (!now.partitions().equals(before.partitions()) || !now.ids().equals(before.ids())) {
      consumer.assign(now.partitions());
      beginnings.seek(consumer, now, delivered.all());
      noted.clear();
      note(consumer, now); // what comes from now on is told, also if this ends before it comes
      if (!now.partitions().isEmpty()) {
        board.hasBegun();
      }
    }
    beginnings.missing(now.missing());
    countWaiting(consumer);
    return now;
  }

  private boolean take(Consumer<byte[], byte[]> consumer, TopicMap topics)
      throws InterruptedException {
    ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
    List<WebhookEvent> events = new ArrayList<>();
    polled.forEach(record -> sources.get(record.topic()).of(record).ifPresent(events::add));
    if (!deliveries.deliver(events, () -> countWaiting(consumer))) {
      return false;
    }
    note(consumer, topics);
    return true;
  }

  /** All that was polled is delivered. */
  private void note(Consumer<byte[], byte[]> consumer, TopicMap topics) {
    Map<Partition, DeliveredTo.Place> places = new HashMap<>();
    for (TopicPartition partition : topics.partitions()) {
      long next = consumer.position(partition);
      if (!Long.valueOf(next).equals(noted.put(partition, next))) {
        places.put(
            new Partition(partition.topic(), partition.partition()),
            new DeliveredTo.Place(topics.ids().get(partition.topic()), next));
      }
    }
    if (!places.isEmpty()) {
      delivered.put(places);
    }
  }

  private void countWaiting(Consumer<byte[], byte[]> consumer) {
    try {
      board.waiting(
          consumer.endOffsets(consumer.assignment()).entrySet().stream()
              .mapToLong(end -> Math.max(0, end.getValue() - noted.getOrDefault(end.getKey(), 0L)))
              .sum());
    } catch (KafkaException e) {
      LOG.debug("asking how much waits for a webhook", e);
    }
  }

  private void waitToRetry() {
    try {
      closed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // Closed; the loop sees it.
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Stops; what is not noted as delivered is told again at the next start. */
  @Override
  public void close() {
    closed.countDown();
    deliveries.close();
    try {
      thread.join(PATIENCE_MILLIS); // an interrupted consumer complains
      thread.interrupt();
      thread.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
