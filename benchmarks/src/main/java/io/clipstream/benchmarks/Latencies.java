package io.clipstream.benchmarks;

import java.util.Arrays;

/** Milliseconds that things took. For any thread. */
final class Latencies {
  private long[] values = new long[1024];
  private int count;

  synchronized void add(long millis) {
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = millis;
  }

  synchronized int count() {
    return count;
  }

  /** Median, 95th and 99th percentile, and the longest. */
  synchronized String describe() {
    long[] sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
    return count == 0
        ? "none"
        : "p50 %d ms, p95 %d ms, p99 %d ms, longest %d ms"
            .formatted(
                sorted[count / 2],
                sorted[(int) (0.95 * (count - 1))],
                sorted[(int) (0.99 * (count - 1))],
                sorted[count - 1]);
  }
}
