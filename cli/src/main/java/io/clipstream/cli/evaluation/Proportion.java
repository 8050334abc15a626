package io.clipstream.cli.evaluation;

import org.hipparchus.distribution.continuous.BetaDistribution;
import org.hipparchus.special.Beta;

/**
 * How many of some trials went well.
 *
 * @param right 0 to {@code trials}
 * @param trials 0 or more
 */
public record Proportion(int right, int trials) {
  /** From one share to another. */
  public record Interval(double low, double high) {}

  public Proportion {
    if (right < 0 || right > trials) {
      throw new IllegalArgumentException(right + " of " + trials);
    }
  }

  /** The share, 0 to 1; of no trials not a number. */
  public double share() {
    return (double) right / trials;
  }

  /**
   * The interval of Clopper and Pearson (1934): it holds the true share in at least {@code
   * confidence} of all experiments. All shares if there were no trials.
   *
   * @param confidence between 0 and 1
   */
  public Interval interval(double confidence) {
    double tail = (1 - confidence) / 2;
    int wrong = trials - right;
    double low =
        right == 0 ? 0 : new BetaDistribution(right, wrong + 1).inverseCumulativeProbability(tail);
    double high =
        wrong == 0
            ? 1
            : new BetaDistribution(right + 1, wrong).inverseCumulativeProbability(1 - tail);
    return new Interval(low, high);
  }

  /**
   * The one-tailed binomial test: how probable as many or more are if each goes well with this
   * probability.
   */
  public double atLeastThis(double probability) {
    if (right == 0) {
      return 1;
    }
    return probability <= 0 || probability >= 1
        ? Math.ceil(probability)
        : Beta.regularizedBeta(probability, right, trials - right + 1);
  }

  /** log(p / (1 - p)); none and all count as half a trial less or more, for theirs is infinite. */
  public double logit() {
    double p = Math.max(0.5, Math.min(trials - 0.5, right)) / trials;
    return Math.log(p / (1 - p));
  }
}
