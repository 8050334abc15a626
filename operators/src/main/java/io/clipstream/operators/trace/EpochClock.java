package io.clipstream.operators.trace;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Readings of {@link System#nanoTime} as times of day, from one look at the wall clock: spans that
 * are placed by the same one keep their order, whatever the wall clock does meanwhile.
 *
 * @param offset nanoseconds since 1970 when {@link System#nanoTime} was 0
 */
record EpochClock(long offset) {
  static EpochClock now() {
    Instant now = Instant.now();
    long epoch = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    return new EpochClock(epoch - System.nanoTime());
  }

  /** Nanoseconds since 1970. */
  long at(long nanoTime) {
    return offset + nanoTime;
  }
}
