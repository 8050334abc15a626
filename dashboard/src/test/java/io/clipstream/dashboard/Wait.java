package io.clipstream.dashboard;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for what comes by itself. */
public final class Wait {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Wait() {}

  /** Tries again until an assertion holds; throws the last failure if it never does. */
  public static <T> T until(Callable<T> assertion) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return assertion.call();
      } catch (AssertionError | Exception e) {
        if (System.nanoTime() > end) {
          throw e instanceof AssertionError error ? error : new AssertionError(e);
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
