package io.clipstream.learning.rounds;

import io.clipstream.schemas.SettingException;
import java.io.Serializable;

/**
 * How the weights move in a round.
 *
 * @param passes how often each pair is seen
 * @param batchSize pairs in a batch; fewer if there are fewer
 * @param minSteps steps at least: if the passes come to fewer, batches are smaller and passes more
 * @param chunkSize pairs that pass through the encoders at once
 * @param learningRate the peak; 0 for one that fits the text encoder's width
 * @param warmUpShare share of the steps over which the rate rises, 0 to 1
 * @param weightDecay for weights; gains, biases and the logit scale do not decay
 * @param maxGradientNorm gradients are scaled down to this length of all together
 */
public record RoundOptimisation(
    double passes,
    int batchSize,
    int minSteps,
    int chunkSize,
    double learningRate,
    double warmUpShare,
    double weightDecay,
    double maxGradientNorm)
    implements Serializable {
  /** Few passes, but of few pairs enough steps to learn anything. */
  public static final RoundOptimisation DEFAULT =
      new RoundOptimisation(10, 256, 240, 64, 0, 0.1, 0.1, 1);

  /** Batches are not made smaller than this to take more steps: fewer pairs say little. */
  private static final int SMALLEST_BATCH = 64;

  /** A rate of 1e-3 at width 128, and in proportion (Yang et al. 2022, "Tensor Programs V"). */
  private static final double RATE_TIMES_WIDTH = 0.128;

  /** As many steps as the passes have. */
  public RoundOptimisation(
      double passes,
      int batchSize,
      int chunkSize,
      double learningRate,
      double warmUpShare,
      double weightDecay,
      double maxGradientNorm) {
    this(passes, batchSize, 1, chunkSize, learningRate, warmUpShare, weightDecay, maxGradientNorm);
  }

  public RoundOptimisation {
    if (!(passes > 0) || !(learningRate >= 0) || !(maxGradientNorm > 0)) {
      throw new SettingException(
          "passes %s, learning rate %s, gradient norm %s: expected above 0, 0 or more, above 0"
              .formatted(passes, learningRate, maxGradientNorm));
    }
    if (minSteps < 1) {
      throw new SettingException("minimum of steps is " + minSteps + ", expected 1 or more");
    }
    if (batchSize < 2 || chunkSize < 1) {
      throw new SettingException(
          "batch %d, chunk %d: expected 2 or more, 1 or more".formatted(batchSize, chunkSize));
    }
    if (!(warmUpShare >= 0 && warmUpShare <= 1) || !(weightDecay >= 0)) {
      throw new SettingException(
          "warm-up share %s, weight decay %s: expected 0 to 1, 0 or more"
              .formatted(warmUpShare, weightDecay));
    }
  }

  /** Pairs in a batch, of {@code pairs} an epoch. */
  int batch(int pairs) {
    double enough = passes * pairs / minSteps;
    int smallest = Math.min(SMALLEST_BATCH, batchSize);
    int some = (int) Math.max(smallest, Math.min(batchSize, enough));
    return Math.min(some, pairs);
  }

  /** Steps in all, of {@code pairs} an epoch. */
  long steps(int pairs) {
    return Math.max(minSteps, (long) Math.ceil(passes * pairs / batch(pairs)));
  }

  /** The peak rate for a text encoder of that width. */
  double rate(int width) {
    return learningRate > 0 ? learningRate : RATE_TIMES_WIDTH / width;
  }
}
