package io.clipstream.dashboard.webhook;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after failures in a row: twice as long each time, less up to a half by chance,
 * so that not all senders come back at once.
 */
record Backoff(Duration first, Duration longest, RandomGenerator random) {
  private static final int MOST_DOUBLINGS = 20;

  /** The pause after that many failures, at least one. */
  Duration after(int failures) {
    long full =
        Math.min(longest.toMillis(), first.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS));
    return Duration.ofMillis(full - random.nextLong(full / 2 + 1));
  }
}
