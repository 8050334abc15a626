package io.clipstream.cli;

import java.util.Arrays;

/** How many results there were, how fast, and how long each took. For one thread. */
final class DemoCounts {
  private static final int KEPT = 100_000;

  private final long[] millis = new long[KEPT]; // of the latest, in a ring
  private long timed;
  private long tagged;
  private long rejected;
  private long firstNanos;
  private long lastNanos;

  /** A tagged picture. The time of the first result is not kept: the start of the job is in it. */
  void tagged(long took) {
    if (hasAny()) {
      millis[(int) (timed++ % KEPT)] = took;
    }
    taggedUntimed();
  }

  /** A tagged picture that waited since before the demo was started. */
  void taggedUntimed() {
    tagged++;
    seen();
  }

  void rejected() {
    rejected++;
    seen();
  }

  private void seen() {
    lastNanos = System.nanoTime();
    if (tagged + rejected == 1) {
      firstNanos = lastNanos;
    }
  }

  boolean hasAny() {
    return tagged + rejected > 0;
  }

  long tagged() {
    return tagged;
  }

  long rejectedCount() {
    return rejected;
  }

  /** Results a second, from the first to the last. */
  double perSecond() {
    long results = tagged + rejected;
    double seconds = (lastNanos - firstNanos) / 1e9;
    return results < 2 || seconds <= 0 ? 0 : (results - 1) / seconds;
  }

  /**
   * The time, in milliseconds, within which this share of the pictures was tagged; of the latest
   * 100,000. 0 if there is none.
   *
   * @param percent 0 to 100
   */
  long percentile(int percent) {
    int n = (int) Math.min(timed, KEPT);
    if (n == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(millis, n);
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(n * percent / 100.0) - 1)];
  }
}
