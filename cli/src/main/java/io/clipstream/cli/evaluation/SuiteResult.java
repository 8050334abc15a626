package io.clipstream.cli.evaluation;

import io.clipstream.model.evaluation.FewShotEvaluation;
import io.clipstream.model.evaluation.LinearProbeEvaluation;
import io.clipstream.model.evaluation.ZeroShotEvaluation;
import io.clipstream.model.evaluation.ZeroShotEvaluation.Guess;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a suite measured of a checkpoint.
 *
 * @param sets one or more, in the order of the suite
 * @param robustness if the suite asks for it
 * @param probes if the suite asks for them
 */
public record SuiteResult(
    List<SetResult> sets, Optional<Robustness> robustness, Optional<ProbeResult> probes) {
  /**
   * Of linear probes.
   *
   * @param linear of all pictures
   * @param fewShot of few
   * @param overlaps of the test pictures with the training data, by what judged them; empty if that
   *     is not known
   */
  public record ProbeResult(
      Suite.Probes entry,
      LinearProbeEvaluation.Result linear,
      FewShotEvaluation.Result fewShot,
      Map<String, Overlap> overlaps) {}

  /**
   * Of one set.
   *
   * @param zeroShot with the set's own templates
   * @param prompts accuracy by the set's metric, by way to put names into words
   * @param overlap with the training data, if that is known
   */
  public record SetResult(
      Suite.Entry entry,
      ZeroShotEvaluation.Result zeroShot,
      Map<String, Double> prompts,
      Optional<Overlap> overlap) {
    /** By the set's metric. */
    public double accuracy() {
      return accuracy(entry.metric(), zeroShot);
    }

    /** Right ones of its pictures. */
    public Proportion top1() {
      int right = (int) zeroShot.guesses().stream().filter(Guess::first).count();
      return new Proportion(right, zeroShot.guesses().size());
    }

    static double accuracy(Suite.Metric metric, ZeroShotEvaluation.Result result) {
      return switch (metric) {
        case TOP1 -> result.top1();
        case MEAN_PER_CLASS -> result.macroTop1();
      };
    }
  }

  public SuiteResult {
    sets = List.copyOf(sets);
  }

  /** The mean over sets, each counting the same however many pictures it has, as in the paper. */
  public double average() {
    return sets.stream().mapToDouble(SetResult::accuracy).average().orElseThrow();
  }

  /** The mean over sets with one way to put names into words. */
  public double average(String prompts) {
    return sets.stream().mapToDouble(set -> set.prompts().get(prompts)).average().orElseThrow();
  }
}
