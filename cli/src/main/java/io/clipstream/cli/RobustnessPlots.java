package io.clipstream.cli;

import io.clipstream.cli.evaluation.EvaluationCharts;
import io.clipstream.cli.evaluation.Robustness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of robustness plots. */
final class RobustnessPlots {
  private RobustnessPlots() {}

  /** A file {@code robustness-N.svg} for each shift, N from 1 on in their order. */
  static void write(Robustness result, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < result.shifted().size(); i++) {
      String svg = EvaluationCharts.robustness(result, result.shifted().get(i));
      Files.writeString(folder.resolve("robustness-" + (i + 1) + ".svg"), svg);
    }
  }
}
