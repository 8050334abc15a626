package io.clipstream.model.training.data;

import java.util.SplittableRandom;

/** Random numbers that follow from numbers, so that threads and resumption cannot change them. */
public final class Seeds {
  private Seeds() {}

  /** A seed from two numbers, well mixed: the finaliser of SplitMix64. */
  public static long mix(long a, long b) {
    long z = a * 0x9e3779b97f4a7c15L + b + 0x632be59bd9b4e019L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** The numbers 0 to {@code size - 1} in a random order. */
  public static int[] permutation(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
