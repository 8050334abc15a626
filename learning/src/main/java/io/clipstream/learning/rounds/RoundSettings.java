package io.clipstream.learning.rounds;

import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModelException;
import io.clipstream.model.Precision;
import io.clipstream.model.training.Objective;
import io.clipstream.model.training.OptimiserSettings;
import io.clipstream.model.training.TrainingSettings;
import io.clipstream.model.training.data.Augmentation;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How a round trains.
 *
 * @param passes how often each pair is seen
 * @param batchSize pairs in a batch; fewer if there are fewer
 * @param chunkSize pairs that pass through the encoders at once
 * @param learningRate the peak
 * @param warmUpShare share of the steps over which the rate rises, 0 to 1
 * @param weightDecay for weights; gains, biases and the logit scale do not decay
 * @param maxGradientNorm gradients are scaled down to this length of all together
 * @param replayPerNewPair older pairs trained on again, for each new pair
 * @param replaySources folders and files of pairs that older pairs are also drawn from, such as
 *     what the first checkpoint was trained on
 * @param augmentation {@code paper} or {@code small-set}
 * @param objective {@code softmax} or {@code sigmoid}, see {@link Objective}
 * @param snapshotEvery time between snapshots: what a killed round has to train again at most
 */
public record RoundSettings(
    double passes,
    int batchSize,
    int chunkSize,
    double learningRate,
    double warmUpShare,
    double weightDecay,
    double maxGradientNorm,
    double replayPerNewPair,
    List<String> replaySources,
    String augmentation,
    String objective,
    Duration snapshotEvery)
    implements Serializable {
  private static final Duration SNAPSHOT_EVERY = Duration.ofMinutes(2);

  /** A gentle start: few passes at a low rate, four old pairs for a new one. */
  public static final RoundSettings DEFAULT =
      new RoundSettings(10, 256, 64, 1e-4, 0.1, 0.1, 1, 4, List.of(), "paper");

  /** Settings of a training by the softmax, with a snapshot every two minutes. */
  public RoundSettings(
      double passes,
      int batchSize,
      int chunkSize,
      double learningRate,
      double warmUpShare,
      double weightDecay,
      double maxGradientNorm,
      double replayPerNewPair,
      List<String> replaySources,
      String augmentation) {
    this(
        passes,
        batchSize,
        chunkSize,
        learningRate,
        warmUpShare,
        weightDecay,
        maxGradientNorm,
        replayPerNewPair,
        replaySources,
        augmentation,
        "softmax",
        SNAPSHOT_EVERY);
  }

  public RoundSettings {
    replaySources = List.copyOf(replaySources);
    if (!(passes > 0) || !(learningRate > 0) || !(maxGradientNorm > 0)) {
      throw new ModelException(
          "passes %s, learning rate %s, gradient norm %s: expected above 0"
              .formatted(passes, learningRate, maxGradientNorm));
    }
    if (batchSize < 2 || chunkSize < 1) {
      throw new ModelException(
          "batch %d, chunk %d: expected 2 or more, 1 or more".formatted(batchSize, chunkSize));
    }
    if (!(warmUpShare >= 0 && warmUpShare <= 1)
        || !(weightDecay >= 0)
        || !(replayPerNewPair >= 0)) {
      throw new ModelException(
          "warm-up share %s, weight decay %s, replay %s: expected 0 to 1, 0 or more, 0 or more"
              .formatted(warmUpShare, weightDecay, replayPerNewPair));
    }
    if (!augmentation.equals("paper") && !augmentation.equals("small-set")) {
      throw new ModelException(
          "augmentation is '" + augmentation + "', expected paper or small-set");
    }
    Objective.named(objective, OptionalDouble.empty());
  }

  Augmentation variation() {
    return augmentation.equals("paper") ? Augmentation.PAPER : Augmentation.SMALL_SET;
  }

  /**
   * The settings of a training of {@code pairs} pairs an epoch.
   *
   * @param bias of the parent, if it was trained by the sigmoid
   */
  TrainingSettings training(ClipConfig config, int pairs, long seed, OptionalDouble bias) {
    int batch = Math.min(batchSize, pairs);
    long steps = Math.max(1, (long) Math.ceil(passes * pairs / batch));
    OptimiserSettings paper = OptimiserSettings.of(config);
    return new TrainingSettings(
        batch,
        Math.min(chunkSize, batch),
        1,
        steps,
        (long) (warmUpShare * steps),
        learningRate,
        new OptimiserSettings(
            paper.beta1(), paper.beta2(), paper.epsilon(), weightDecay, maxGradientNorm),
        0,
        true,
        seed,
        Precision.FP32,
        Objective.named(objective, bias));
  }

  /** By the names of the job's options, for the lineage. */
  public Map<String, String> byName() {
    Map<String, String> names = new TreeMap<>();
    names.put("round.passes", Double.toString(passes));
    names.put("round.batch-size", Integer.toString(batchSize));
    names.put("round.learning-rate", Double.toString(learningRate));
    names.put("round.warm-up", Double.toString(warmUpShare));
    names.put("round.weight-decay", Double.toString(weightDecay));
    names.put("round.clip-norm", Double.toString(maxGradientNorm));
    names.put("round.replay", Double.toString(replayPerNewPair));
    names.put("round.replay-sources", String.join(",", replaySources));
    names.put("round.augmentation", augmentation);
    names.put("round.objective", objective);
    return names;
  }
}
