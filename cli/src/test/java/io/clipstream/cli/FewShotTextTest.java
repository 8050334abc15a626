package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.evaluation.FewShotEvaluation.Point;
import io.clipstream.model.evaluation.FewShotEvaluation.Result;
import io.clipstream.model.evaluation.ProbeCounts;
import io.clipstream.model.probe.DataEfficiency;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class FewShotTextTest {
  private static Result result(double zeroShot, DataEfficiency efficiency) {
    return new Result(
        zeroShot,
        List.of(
            new Point(1, 1, 0, 10, List.of(0.2, 0.3), 1e-7),
            new Point(2, 1.9, 3, 1, List.of(0.4, 0.4), 1e-7),
            new Point(0, 5.5, 0, 0.1, List.of(0.6), 1e-7)),
        efficiency,
        new ProbeCounts(10, 2, 5, 2, 0, 0, List.of()));
  }

  @Test
  void theTableNamesClassesThatHaveFewerAndEndsWithAll() {
    StringWriter out = new StringWriter();
    FewShotText.print(new PrintWriter(out), result(0.5, new DataEfficiency.Worth(3.14)));
    assertThat(out.toString().lines().map(line -> line.strip().replaceAll(" +", " ")))
        .containsExactly(
            "pictures mean of class accuracy +- L2",
            "1 1.0 25.0 % 7.1 10.0",
            "2 1.9 40.0 % 0.0 1.00 (3 classes have fewer)",
            "all 5.5 60.0 % - 0.100",
            "zero-shot 50.0 %: worth an estimated 3.1 labelled pictures a class");
  }

  @Test
  void beyondTheCurveTheBoundIsSaid() {
    assertThat(FewShotText.worth(result(0.1, new DataEfficiency.Below(1))))
        .isEqualTo("worth fewer than 1.0 labelled pictures a class");
    assertThat(FewShotText.worth(result(0.9, new DataEfficiency.Above(5.5))))
        .isEqualTo("worth more than all 5.5 labelled pictures a class that there are");
    assertThat(FewShotText.fields(result(0.9, new DataEfficiency.Above(5.5))).get("worth"))
        .hasToString("{above=5.5}");
  }
}
