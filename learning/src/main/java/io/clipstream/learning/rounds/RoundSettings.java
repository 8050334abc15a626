package io.clipstream.learning.rounds;

import io.clipstream.model.ClipConfig;
import io.clipstream.model.Precision;
import io.clipstream.model.training.FineTuning;
import io.clipstream.model.training.Objective;
import io.clipstream.model.training.OptimiserSettings;
import io.clipstream.model.training.TrainingSettings;
import io.clipstream.model.training.data.Augmentation;
import io.clipstream.schemas.SettingException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How a round trains.
 *
 * @param optimisation how the weights move
 * @param replay which older pairs are learnt from again
 * @param augmentation {@code paper} or {@code small-set}
 * @param objective {@code softmax} or {@code sigmoid}, see {@link Objective}
 * @param imageRate share of the learning rate that the image encoder learns at, see {@link
 *     FineTuning}
 * @param snapshotInterval time between snapshots: what a killed round has to train again at most
 */
public record RoundSettings(
    RoundOptimisation optimisation,
    Replay replay,
    String augmentation,
    String objective,
    double imageRate,
    Duration snapshotInterval)
    implements Serializable {
  /** What the texts of new captions mean is learnt; pictures are seen nearly as before. */
  public static final RoundSettings DEFAULT =
      new RoundSettings(
          RoundOptimisation.DEFAULT,
          Replay.DEFAULT,
          "paper",
          "softmax",
          0.1,
          Duration.ofMinutes(2));

  public RoundSettings {
    if (!augmentation.equals("paper") && !augmentation.equals("small-set")) {
      throw new SettingException(
          "augmentation is '" + augmentation + "', expected paper or small-set");
    }
    Objective.named(objective, OptionalDouble.empty());
    if (!(imageRate >= 0 && imageRate <= 1)) {
      throw new SettingException("image rate is " + imageRate + ", expected 0 to 1");
    }
  }

  /**
   * A training of both encoders by the softmax with the paper's augmentation, a snapshot every two
   * minutes.
   */
  public static RoundSettings of(RoundOptimisation optimisation, Replay replay) {
    return new RoundSettings(optimisation, replay, "paper", "softmax", 1, Duration.ofMinutes(2));
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
    int batch = optimisation.batch(pairs);
    long steps = optimisation.steps(pairs);
    OptimiserSettings paper = OptimiserSettings.of(config);
    return new TrainingSettings(
        batch,
        Math.min(optimisation.chunkSize(), batch),
        1,
        steps,
        (long) (optimisation.warmUpShare() * steps),
        optimisation.rate(config.text().width()),
        new OptimiserSettings(
            paper.beta1(),
            paper.beta2(),
            paper.epsilon(),
            optimisation.weightDecay(),
            optimisation.maxGradientNorm()),
        0,
        true,
        seed,
        Precision.FP32,
        Objective.named(objective, bias));
  }

  /**
   * A round has few pictures, so batch norms keep their statistics: what they would learn of these
   * costs more of the old than all else.
   */
  FineTuning tuning() {
    return new FineTuning(true, true, replay.distillation(), imageRate);
  }

  /** By the names of the job's options, for the lineage. */
  public Map<String, String> byName() {
    Map<String, String> names = new TreeMap<>();
    names.put("round.passes", Double.toString(optimisation.passes()));
    names.put("round.batch-size", Integer.toString(optimisation.batchSize()));
    names.put("round.min-steps", Integer.toString(optimisation.minSteps()));
    names.put("round.learning-rate", Double.toString(optimisation.learningRate()));
    names.put("round.warm-up", Double.toString(optimisation.warmUpShare()));
    names.put("round.weight-decay", Double.toString(optimisation.weightDecay()));
    names.put("round.clip-norm", Double.toString(optimisation.maxGradientNorm()));
    names.put("round.replay", Double.toString(replay.perNewPair()));
    names.put("round.distillation", Double.toString(replay.distillation()));
    names.put("round.replay-sources", String.join(",", replay.sources()));
    names.put("round.augmentation", augmentation);
    names.put("round.objective", objective);
    names.put("round.image-rate", Double.toString(imageRate));
    return names;
  }
}
