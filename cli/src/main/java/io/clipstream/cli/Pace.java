package io.clipstream.cli;

import io.clipstream.schemas.SettingException;
import java.util.concurrent.TimeUnit;

/**
 * Spreads something evenly over time. Falling behind is made up for by at most a second's worth.
 */
final class Pace {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long gap; // nanoseconds; 0 for as fast as it goes
  private long next = System.nanoTime();

  private Pace(long gap) {
    this.gap = gap;
  }

  /**
   * @param rate how many a second, null for as many as possible
   * @throws SettingException if the rate is not positive
   */
  static Pace of(Double rate) {
    if (rate == null) {
      return new Pace(0);
    }
    if (!(rate > 0) || rate.isInfinite()) {
      throw new SettingException("--rate is " + rate + ", expected more than 0");
    }
    return new Pace((long) (SECOND / rate));
  }

  /** Waits for the next turn. */
  void await() throws InterruptedException {
    if (gap == 0) {
      return;
    }
    long now = System.nanoTime();
    next = Math.max(next, now - SECOND);
    if (next > now) {
      TimeUnit.NANOSECONDS.sleep(next - now);
    }
    next += gap;
  }
}
