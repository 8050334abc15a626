package io.clipstream.operators.tagging;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator's own threads: some that decode pictures, one that keeps the device busy. */
final class Workers {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

  /** Longer than any batch takes; Flink gives up on a task that does not end after 180 s. */
  private static final long PATIENCE_SECONDS = 120;

  final ExecutorService decoders;
  final ExecutorService device;

  Workers(int decodeThreads, String task) {
    this.decoders = pool(decodeThreads, "clipstream-decode-" + task);
    this.device = pool(1, "clipstream-device-" + task);
  }

  private static ExecutorService pool(int threads, String name) {
    AtomicInteger count = new AtomicInteger();
    return Executors.newFixedThreadPool(
        threads,
        work -> {
          Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * Ends the threads and waits for what runs: memory that the device reads must not go before.
   *
   * @return whether nothing runs any more
   */
  boolean close() {
    decoders.shutdownNow();
    device.shutdownNow();
    boolean interrupted = Thread.interrupted(); // a cancelled task waits all the same
    boolean ended = false;
    try {
      ended = device.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
      ended = awaitAgain();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    if (!ended) {
      LOG.error("the device did not finish its batch; its memory is not freed");
    }
    return ended;
  }

  private boolean awaitAgain() {
    try {
      return device.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return device.isTerminated();
    }
  }
}
