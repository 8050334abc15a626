package io.clipstream.cli;

import io.clipstream.cli.evaluation.Overlap;
import io.clipstream.cli.evaluation.OverlapSearch;
import io.clipstream.model.Clip;
import io.clipstream.model.evaluation.EncodedSet;
import io.clipstream.model.evaluation.ZeroShotEvaluation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether pictures of the evaluation are looked for in the training data. */
final class OverlapOptions {
  @Option(
      names = "--overlap",
      arity = "1..*",
      paramLabel = "FILE|DIR",
      description =
          "What the model was trained on, as for clipstream train: accuracy is also given without"
              + " the pictures that have a near-duplicate there.")
  private List<Path> training = List.of();

  @Mixin private OverlapThreshold threshold;

  /** Whether it is given. */
  boolean isAsked() {
    return !training.isEmpty();
  }

  /**
   * The overlap of a set, if {@link #isAsked}.
   *
   * @throws IOException if the training data cannot be read
   */
  Overlap of(Clip clip, EncodedSet set, ZeroShotEvaluation.Result result) throws IOException {
    OverlapSearch search = OverlapSearch.open(training, threshold.value());
    return search.of(clip, List.of(new OverlapSearch.Judged(set, result))).get(0);
  }
}
