package io.clipstream.model.evaluation;

import io.clipstream.model.Clip;
import io.clipstream.model.ModelException;
import io.clipstream.model.evaluation.FewShotEvaluation.Settings;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A linear probe of all pictures and the curve of few on the same sets, for less than one after the
 * other: pictures are encoded once, and the curve's last point is a probe of the same pictures as
 * those by which the other's strength is chosen.
 */
public final class ProbesTogether {
  /** Of both. */
  public record Result(LinearProbeEvaluation.Result linear, FewShotEvaluation.Result fewShot) {}

  private ProbesTogether() {}

  /**
   * Evaluates a model.
   *
   * @param progress is told what is done
   * @throws ModelException if a set has no picture that can be used, or all are of one class
   */
  public static Result run(
      Clip clip, ProbeSets sets, Settings settings, Consumer<String> progress) {
    ProbeData data = ProbeData.of(clip, sets);
    LinearProbeEvaluation.Result linear =
        LinearProbeEvaluation.run(clip, data, settings.by(), fit -> {});
    progress.accept("linear probe");
    FewShotEvaluation.Result fewShot =
        FewShotEvaluation.run(
            clip,
            sets,
            data,
            Optional.of(linear.search()),
            settings,
            point -> progress.accept("pictures a class: " + point.shots()));
    return new Result(linear, fewShot);
  }
}
