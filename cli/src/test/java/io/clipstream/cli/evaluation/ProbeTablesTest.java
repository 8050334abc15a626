package io.clipstream.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.evaluation.FewShotEvaluation.Point;
import io.clipstream.model.evaluation.FewShotEvaluation.Result;
import io.clipstream.model.evaluation.NearestTraining.Neighbour;
import io.clipstream.model.evaluation.ProbeCounts;
import io.clipstream.model.probe.DataEfficiency;
import io.clipstream.model.probe.LinearProbe.Fit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProbeTablesTest {
  static Result result(double zeroShot, DataEfficiency efficiency) {
    return new Result(
        zeroShot,
        List.of(true, false),
        List.of(
            new Point(1, 1, 0, 10, List.of(0.2, 0.3), List.of(false, false), 1e-7),
            new Point(2, 1.9, 3, 1, List.of(0.4, 0.4), List.of(false, true), 1e-7),
            new Point(0, 5.5, 0, 0.1, List.of(0.6), List.of(true, true), 1e-7)),
        efficiency,
        new ProbeCounts(10, 2, 5, 2, 0, 0, List.of()));
  }

  @Test
  void theTableNamesClassesThatHaveFewerAndEndsWithAll() {
    Result result = result(0.5, new DataEfficiency.Worth(3.14));
    assertThat(ProbeTables.fewShot(result).rows())
        .containsExactly(
            List.of("1", "1.0", "-", "25.0 %", "7.1", "10.0"),
            List.of("2", "1.9", "3", "40.0 %", "0.0", "1.00"),
            List.of("all", "5.5", "-", "60.0 %", "-", "0.100"),
            List.of("zero-shot", "0.0", "-", "50.0 %", "-", "-"));
    assertThat(ProbeTables.worth(result))
        .isEqualTo("zero-shot 50.0 %, worth an estimated 3.1 labelled pictures a class");
  }

  @Test
  void theOverlapIsToldOfZeroShotAndOfEachNumberOfPictures() {
    Duplicates duplicates =
        new Duplicates(List.of(new Neighbour(0.99, "same"), new Neighbour(0.5, "other")), 0.9);
    Map<String, Overlap> overlaps =
        ProbeTables.overlaps(result(0.5, new DataEfficiency.Worth(3.14)), duplicates);

    assertThat(overlaps.keySet())
        .containsExactly("zero-shot", "probe of 1", "probe of 2", "probe of all");
    assertThat(overlaps.get("zero-shot").overlap()).isEqualTo(new Proportion(1, 1));
    assertThat(overlaps.get("probe of 2").overlap()).isEqualTo(new Proportion(0, 1));
    assertThat(overlaps.get("probe of 2").clean()).isEqualTo(new Proportion(1, 1));
    assertThat(SuiteJson.overlaps(overlaps)).containsKeys("zero_shot", "probe_of_2");
  }

  @Test
  void aProbeThatDidNotReachItsOptimumSaysSo() {
    assertThat(ProbeTables.fit(new Fit(0.5, 1, 1e-7, 9)))
        .isEqualTo("strength 0.500, objective 1.0000, gradient norm 1.0e-07 after 9 iterations");
    assertThat(ProbeTables.fit(new Fit(0.5, 1, 1e-3, 1000)))
        .endsWith("after 1000 iterations, where it ended without an optimum");
  }

  @Test
  void beyondTheCurveTheBoundIsSaid() {
    assertThat(ProbeTables.worth(result(0.1, new DataEfficiency.Below(1))))
        .endsWith(", worth fewer than 1.0 labelled pictures a class");
    assertThat(ProbeTables.worth(result(0.9, new DataEfficiency.Above(5.5))))
        .endsWith(", worth more than all 5.5 labelled pictures a class that there are");
    assertThat(ProbeJson.fields(result(0.9, new DataEfficiency.Above(5.5))).get("worth"))
        .hasToString("{above=5.5}");
  }
}
