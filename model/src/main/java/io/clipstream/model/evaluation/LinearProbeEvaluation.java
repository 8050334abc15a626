package io.clipstream.model.evaluation;

import ai.djl.ndarray.NDManager;
import io.clipstream.model.Clip;
import io.clipstream.model.ModelException;
import io.clipstream.model.probe.Accuracy;
import io.clipstream.model.probe.Examples;
import io.clipstream.model.probe.LinearProbe;
import io.clipstream.model.probe.StrengthSearch;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a linear classifier of a model's features reaches (paper, section 3.2 and appendix A.3): the
 * strength of its penalty is chosen on the validation set, then it learns from that and the
 * training set.
 */
public final class LinearProbeEvaluation {
  /**
   * The outcome.
   *
   * @param accuracy on the test set
   * @param right whether each of its pictures got its class, in the order of those that can be read
   * @param search how the strength was chosen
   * @param fit of the probe that was tested
   */
  public record Result(
      Accuracy accuracy,
      List<Boolean> right,
      StrengthSearch.Outcome search,
      LinearProbe.Fit fit,
      ProbeCounts counts) {
    public Result {
      right = List.copyOf(right);
    }
  }

  private LinearProbeEvaluation() {}

  /**
   * Evaluates a model.
   *
   * @param by which accuracy the strength is chosen
   * @param progress is told of each probe that was trained
   * @throws ModelException if a set has no picture that can be used, or all are of one class
   */
  public static Result run(
      Clip clip, ProbeSets sets, Accuracy.Mean by, Consumer<LinearProbe.Fit> progress) {
    ProbeData data = ProbeData.of(clip, sets);
    try (NDManager scope = clip.newScope()) {
      return of(
          scope,
          data,
          ChosenProbe.of(scope, data.train(), data.validation(), by, progress),
          progress);
    }
  }

  /**
   * What a probe of training and validation pictures reaches.
   *
   * @param chosen that of the training pictures
   */
  static Result of(
      NDManager scope, ProbeData data, ChosenProbe chosen, Consumer<LinearProbe.Fit> progress) {
    Examples all = data.train().and(data.validation());
    LinearProbe probe =
        LinearProbe.train(scope, all, chosen.strength(), Optional.of(chosen.probe()));
    progress.accept(probe.fit());
    Tested tested = Tested.of(scope, probe, data.test());
    return new Result(
        tested.accuracy(), tested.right(), chosen.search(), probe.fit(), data.counts());
  }
}
