package io.clipstream.model.evaluation;

/**
 * How surely one model is better than another on few examples: if neither were, each difference
 * might as well have the other sign. All choices of signs are gone through, so that nothing is
 * estimated, however few the examples are (Fisher 1935, section 21).
 */
public final class SignFlips {
  /** More examples than this would have too many choices of signs; a bootstrap serves them. */
  public static final int MAX_EXAMPLES = 20;

  private SignFlips() {}

  /**
   * The share of choices of signs whose mean is as high as the given one or higher: 0.5^n at best.
   *
   * @param before a value an example, {@link #MAX_EXAMPLES} at most
   * @param after likewise, in the same order
   * @return above 0 to 1; 1 if a value is no number
   * @throws IllegalArgumentException if the lengths differ, or there are none or too many
   */
  public static double chance(double[] before, double[] after) {
    int n = before.length;
    if (n == 0 || n > MAX_EXAMPLES || n != after.length) {
      throw new IllegalArgumentException(
          "%d and %d values, expected as many of each, 1 to %d"
              .formatted(n, after.length, MAX_EXAMPLES));
    }
    double gained = 0;
    double size = 0;
    for (int i = 0; i < n; i++) {
      gained += after[i] - before[i];
      size += Math.abs(after[i] - before[i]);
    }
    int asHigh = 0;
    for (int signs = 0; signs < 1 << n; signs++) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        double difference = after[i] - before[i];
        sum += (signs >> i & 1) == 0 ? difference : -difference;
      }
      asHigh += sum < gained - 1e-9 * size ? 0 : 1; // the same sum in another order is as high
    }
    return (double) asHigh / (1 << n);
  }
}
