package io.clipstream.model.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Closes a stream on which nothing has arrived for a while, so that a read blocked on it fails: the
 * HTTP client's own timeout ends with the headers.
 */
final class SilenceGuard implements AutoCloseable {
  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "hub-silence-guard");
            thread.setDaemon(true);
            return thread;
          });

  private final ScheduledFuture<?> check;
  private volatile long lastHeard = System.nanoTime();

  SilenceGuard(InputStream stream, Duration patience) {
    long period = Math.max(1, patience.toMillis() / 4);
    this.check =
        TIMER.scheduleAtFixedRate(
            () -> closeIfSilent(stream, patience), period, period, TimeUnit.MILLISECONDS);
  }

  private void closeIfSilent(InputStream stream, Duration patience) {
    if (System.nanoTime() - lastHeard > patience.toNanos()) {
      try {
        stream.close();
      } catch (IOException e) {
        // The reader gets the failure.
      }
    }
  }

  /** Something has arrived. */
  void heard() {
    lastHeard = System.nanoTime();
  }

  @Override
  public void close() {
    check.cancel(false);
  }
}
