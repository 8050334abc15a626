package io.clipstream.model.evaluation;

import ai.djl.ndarray.NDManager;
import io.clipstream.model.Clip;
import io.clipstream.model.ModelException;
import io.clipstream.model.evaluation.FewShotEvaluation.Settings;
import java.util.Locale;
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
    try (NDManager scope = clip.newScope()) {
      ChosenProbe chosen =
          ChosenProbe.of(scope, data.train(), data.validation(), settings.by(), fit -> {});
      LinearProbeEvaluation.Result linear =
          LinearProbeEvaluation.of(scope, data, chosen, fit -> {});
      progress.accept("linear probe done");
      FewShotEvaluation.Result fewShot =
          FewShotEvaluation.run(
              clip,
              scope,
              sets,
              data,
              chosen,
              settings,
              point ->
                  progress.accept(
                      String.format(
                          Locale.ROOT, "probes of %.1f pictures a class done", point.examples())));
      return new Result(linear, fewShot);
    }
  }
}
