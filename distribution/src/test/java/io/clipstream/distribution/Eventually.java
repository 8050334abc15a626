package io.clipstream.distribution;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what other processes do; the limits are generous, since a machine may be busy. */
final class Eventually {
  static final Duration LIMIT = Duration.ofSeconds(150);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private Eventually() {}

  /**
   * Waits until {@code condition} holds.
   *
   * @param evidence what to show if it never does
   */
  static void holds(String what, BooleanSupplier condition, Supplier<String> evidence) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            what + ": not within " + LIMIT.toSeconds() + " s\n" + evidence.get());
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
