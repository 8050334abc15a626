package io.clipstream.dashboard.health;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Some of many numbers, each as likely as any other, for their quantiles (Vitter's algorithm R).
 */
final class Sample {
  private static final int SIZE = 500;

  private final SplittableRandom random = new SplittableRandom(1);
  private long[] kept = new long[16];
  private long seen;

  void add(long value) {
    seen++;
    if (seen <= SIZE) {
      int at = (int) seen - 1;
      if (at == kept.length) {
        kept = Arrays.copyOf(kept, Math.min(SIZE, 2 * kept.length));
      }
      kept[at] = value;
      return;
    }
    long place = random.nextLong(seen);
    if (place < SIZE) {
      kept[(int) place] = value;
    }
  }

  /** What the share of the numbers is at most, null if there are none. */
  Long quantile(double share) {
    int many = (int) Math.min(seen, SIZE);
    if (many == 0) {
      return null;
    }
    long[] sorted = Arrays.copyOf(kept, many);
    Arrays.sort(sorted);
    return sorted[(int) Math.max(0, Math.ceil(share * many) - 1)];
  }
}
