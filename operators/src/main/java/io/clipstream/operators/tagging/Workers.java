package io.clipstream.operators.tagging;

import io.clipstream.schemas.logging.Log;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The operator's own threads: some that decode pictures, one that keeps the device busy. */
final class Workers {
  private static final Log LOG = Log.of(Workers.class);

  final ExecutorService decoders;
  final ExecutorService device;
  private final Duration patience;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  Workers(int decodeThreads, String task) {
    this(decodeThreads, task, UninterruptibleWait.USUAL);
  }

  /**
   * @param patience how long closing waits for the device
   */
  Workers(int decodeThreads, String task, Duration patience) {
    this.decoders = Executors.newFixedThreadPool(decodeThreads, named("clipstream-decode-" + task));
    this.device = new DeviceThread(named("clipstream-device-" + task));
    this.patience = patience;
  }

  private static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** One thread that says when it has ended. */
  private final class DeviceThread extends ThreadPoolExecutor {
    DeviceThread(ThreadFactory threads) {
      super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    }

    @Override
    protected void terminated() {
      ended.complete(null);
    }
  }

  /**
   * Ends the threads and waits for what runs, though not for ever.
   *
   * @return completes when the device runs nothing any more, on its thread if that is later than
   *     now: memory that it reads must not go before
   */
  CompletableFuture<Void> close() {
    decoders.shutdownNow();
    device.shutdownNow();
    if (!UninterruptibleWait.await(ended, patience)) {
      LOG.error("the device did not finish its batch; its memory is freed when it does");
    }
    return ended;
  }
}
