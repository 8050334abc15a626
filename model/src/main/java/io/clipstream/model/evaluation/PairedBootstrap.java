package io.clipstream.model.evaluation;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How sure a difference between two models is that were measured on the same examples: examples are
 * drawn with replacement, many times, and the mean difference is taken each time (Efron and
 * Tibshirani 1993, chapter 13: the percentile interval).
 */
public final class PairedBootstrap {
  private static final int RESAMPLES = 2_000;
  private static final double TAIL = 0.025;

  private PairedBootstrap() {}

  /**
   * A mean difference with its 95 % interval.
   *
   * @param mean of the second model's values less the first's
   * @param low lower end
   * @param high upper end
   * @param examples number of examples
   */
  public record Difference(double mean, double low, double high, int examples) {}

  /**
   * The mean of {@code after} less {@code before}; follows from the arrays and {@code seed}.
   *
   * @param before a value an example
   * @param after likewise, in the same order
   * @throws IllegalArgumentException if there are no examples or the lengths differ
   */
  public static Difference difference(double[] before, double[] after, long seed) {
    if (before.length == 0 || before.length != after.length) {
      throw new IllegalArgumentException(
          before.length + " and " + after.length + " values, expected as many of each, 1 or more");
    }
    double[] differences = new double[before.length];
    Arrays.setAll(differences, i -> after[i] - before[i]);
    double[] means = new double[RESAMPLES];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < RESAMPLES; i++) {
      double sum = 0;
      for (int j = 0; j < differences.length; j++) {
        sum += differences[random.nextInt(differences.length)];
      }
      means[i] = sum / differences.length;
    }
    Arrays.sort(means);
    int tail = (int) (TAIL * RESAMPLES);
    double mean = Arrays.stream(differences).average().orElseThrow();
    return new Difference(mean, means[tail], means[RESAMPLES - 1 - tail], differences.length);
  }
}
