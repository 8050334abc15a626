package io.clipstream.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.cli.evaluation.LogitLine.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogitLineTest {
  private static Point point(int reference, int shifted) {
    return new Point(new Proportion(reference, 100), new Proportion(shifted, 100));
  }

  @Test
  void twoModelsLieOnTheirLine() {
    // Logits 0 and ln 4 on the reference, -ln 4 and 0 under the shift.
    LogitLine line = LogitLine.fit(List.of(point(50, 20), point(80, 50))).orElseThrow();

    assertThat(line.slope()).isCloseTo(1, within(1e-12));
    assertThat(line.intercept()).isCloseTo(-Math.log(4), within(1e-12));
    assertThat(line.effectiveRobustness(point(50, 20))).isCloseTo(0, within(1e-12));
    // A model of the same reference accuracy that reaches 45 % is 25 points above the line.
    assertThat(line.effectiveRobustness(point(50, 45))).isCloseTo(0.25, within(1e-12));
  }

  /** By the normal equations, worked out apart. */
  @Test
  void ofThreeTheSquaresAreLeast() {
    List<Point> models = List.of(point(50, 20), point(80, 50), point(90, 60));
    LogitLine line = LogitLine.fit(models).orElseThrow();

    assertThat(line.slope()).isCloseTo(0.8353359946, within(1e-9));
    assertThat(line.intercept()).isCloseTo(-1.3247572032, within(1e-9));
    assertThat(line.at(new Proportion(70, 100).logit())).isCloseTo(0.3504688871, within(1e-9));
    assertThat(line.effectiveRobustness(models.get(1))).isCloseTo(0.0415876034, within(1e-9));
  }

  @Test
  void oneModelMakesNoLine() {
    assertThat(LogitLine.fit(List.of())).isEmpty();
    assertThat(LogitLine.fit(List.of(point(50, 20)))).isEmpty();
    assertThat(LogitLine.fit(List.of(point(50, 20), point(50, 30)))).isEmpty();
  }
}
