package io.clipstream.learning.rounds;

import io.clipstream.schemas.SettingException;
import java.io.Serializable;

/**
 * How the weights move in a round.
 *
 * @param passes how often each pair is seen
 * @param batchSize pairs in a batch; fewer if there are fewer
 * @param chunkSize pairs that pass through the encoders at once
 * @param learningRate the peak
 * @param warmUpShare share of the steps over which the rate rises, 0 to 1
 * @param weightDecay for weights; gains, biases and the logit scale do not decay
 * @param maxGradientNorm gradients are scaled down to this length of all together
 */
public record RoundOptimisation(
    double passes,
    int batchSize,
    int chunkSize,
    double learningRate,
    double warmUpShare,
    double weightDecay,
    double maxGradientNorm)
    implements Serializable {
  /** Few passes at a low rate. */
  public static final RoundOptimisation DEFAULT =
      new RoundOptimisation(10, 256, 64, 1e-4, 0.1, 0.1, 1);

  public RoundOptimisation {
    if (!(passes > 0) || !(learningRate > 0) || !(maxGradientNorm > 0)) {
      throw new SettingException(
          "passes %s, learning rate %s, gradient norm %s: expected above 0"
              .formatted(passes, learningRate, maxGradientNorm));
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
}
