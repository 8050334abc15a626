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
 * @param snapshotInterval time between snapshots: what a killed round has to train again at most
 */
public record RoundSettings(
    RoundOptimisation optimisation,
    Replay replay,
    String augmentation,
    String objective,
    Duration snapshotInterval)
    implements Serializable {
  /** A gentle start: few passes at a low rate, four old pairs for a new one. */
  public static final RoundSettings DEFAULT =
      RoundSettings.of(RoundOptimisation.DEFAULT, Replay.DEFAULT);

  public RoundSettings {
    if (!augmentation.equals("paper") && !augmentation.equals("small-set")) {
      throw new SettingException(
          "augmentation is '" + augmentation + "', expected paper or small-set");
    }
    Objective.named(objective, OptionalDouble.empty());
  }

  /** A training by the softmax with the paper's augmentation, a snapshot every two minutes. */
  public static RoundSettings of(RoundOptimisation optimisation, Replay replay) {
    return new RoundSettings(optimisation, replay, "paper", "softmax", Duration.ofMinutes(2));
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
    int batch = Math.min(optimisation.batchSize(), pairs);
    long steps = Math.max(1, (long) Math.ceil(optimisation.passes() * pairs / batch));
    OptimiserSettings paper = OptimiserSettings.of(config);
    return new TrainingSettings(
        batch,
        Math.min(optimisation.chunkSize(), batch),
        1,
        steps,
        (long) (optimisation.warmUpShare() * steps),
        optimisation.learningRate(),
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
    return new FineTuning(true, true, replay.distillation());
  }

  /** By the names of the job's options, for the lineage. */
  public Map<String, String> byName() {
    Map<String, String> names = new TreeMap<>();
    names.put("round.passes", Double.toString(optimisation.passes()));
    names.put("round.batch-size", Integer.toString(optimisation.batchSize()));
    names.put("round.learning-rate", Double.toString(optimisation.learningRate()));
    names.put("round.warm-up", Double.toString(optimisation.warmUpShare()));
    names.put("round.weight-decay", Double.toString(optimisation.weightDecay()));
    names.put("round.clip-norm", Double.toString(optimisation.maxGradientNorm()));
    names.put("round.replay", Double.toString(replay.perNewPair()));
    names.put("round.distillation", Double.toString(replay.distillation()));
    names.put("round.replay-sources", String.join(",", replay.sources()));
    names.put("round.augmentation", augmentation);
    names.put("round.objective", objective);
    return names;
  }
}
