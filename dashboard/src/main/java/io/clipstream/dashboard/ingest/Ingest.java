package io.clipstream.dashboard.ingest;

import io.clipstream.dashboard.store.Forgetting;
import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.dashboard.store.Retention;
import io.clipstream.schemas.logging.Log;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;

/** The thread that reads the topics. It ends when it is closed and for no other reason. */
public final class Ingest implements AutoCloseable {
  private static final Log LOG = Log.of(Ingest.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final long TIDY_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long RETRY_MILLIS = 1_000;
  private static final long PATIENCE_MILLIS = 2_000;

  private final KafkaAccess kafka;
  private final Reading reading;
  private final Supplier<Boolean> tidy;
  private final Thread thread = new Thread(this::run, "dashboard-ingest");
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Standing standing = new Standing.Connecting();

  /**
   * @param readers of topics; several may read one topic
   * @param forgetting what is kept besides results and dead letters
   */
  public Ingest(
      KafkaAccess kafka,
      IndexDatabase index,
      Retention retention,
      List<TopicReader> readers,
      List<Forgetting> forgetting) {
    this.kafka = kafka;
    this.reading = new Reading(index, readers);
    this.tidy =
        () ->
            index
                .jdbi()
                .inTransaction(
                    handle -> retention.apply(handle, System.currentTimeMillis(), forgetting));
  }

  /** Begins to read. */
  public void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /** How it goes. */
  public Standing standing() {
    return standing;
  }

  /** Records that could not be read. */
  public Unreadable unreadable() {
    return reading.unreadable();
  }

  private void run() {
    while (!isClosed()) {
      try (Admin admin = kafka.admin();
          Consumer<byte[], byte[]> consumer = kafka.consumer(Map.of())) {
        follow(admin, consumer);
      } catch (InterruptException | InterruptedException e) {
        // Closed; the loop sees it.
      } catch (RuntimeException e) {
        standing = new Standing.Away(words(e));
        LOG.debug("reading the topics of the dashboard", e);
        waitToRetry();
      }
    }
  }

  private void follow(Admin admin, Consumer<byte[], byte[]> consumer) throws InterruptedException {
    TopicMap topics = TopicMap.NONE;
    long lookAt = System.nanoTime();
    long tidyAt = lookAt;
    while (!isClosed()) {
      if (System.nanoTime() - lookAt >= 0) {
        topics = look(admin, consumer, topics);
        lookAt = System.nanoTime() + LOOK_NANOS;
      }
      if (topics.partitions().isEmpty()) {
        closed.await(POLL.toMillis(), TimeUnit.MILLISECONDS); // such a consumer cannot poll
      } else {
        reading.take(consumer, consumer.poll(POLL), topics);
      }
      if (System.nanoTime() - tidyAt >= 0) {
        tidyAt = System.nanoTime() + (tidy.get() ? 0 : TIDY_NANOS);
      }
    }
  }

  /** Looks which topics there are, begins with new ones, and sees how much is left to read. */
  private TopicMap look(Admin admin, Consumer<byte[], byte[]> consumer, TopicMap before)
      throws InterruptedException {
    TopicMap now = TopicMap.ask(admin, reading.topics());
    boolean isOther = reading.adopt(now);
    if (isOther || !now.partitions().equals(before.partitions())) {
      consumer.assign(now.partitions());
      reading.seek(consumer, now.partitions());
    }
    standing = new Standing.Connected(now.missing(), behind(consumer, now.partitions()));
    return now;
  }

  private static long behind(
      Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
    long behind = 0;
    for (Map.Entry<TopicPartition, Long> end : consumer.endOffsets(partitions).entrySet()) {
      behind += Math.max(0, end.getValue() - consumer.position(end.getKey()));
    }
    return behind;
  }

  private String words(RuntimeException e) {
    if (e instanceof AuthorizationException) {
      return "Kafka at "
          + kafka.address()
          + " lets the dashboard's user not READ: "
          + e.getMessage()
          + "; docs/security.md has the rights";
    }
    return e instanceof KafkaException
        ? "Kafka at " + kafka.address() + " does not answer: " + e.getMessage()
        : "the index cannot be written: " + e.getMessage();
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

  /** Stops reading; what was read is in the index. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(PATIENCE_MILLIS); // an interrupted consumer complains
      thread.interrupt();
      thread.join(5 * PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
