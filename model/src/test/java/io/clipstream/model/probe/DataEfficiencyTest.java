package io.clipstream.model.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.DOUBLE;

import io.clipstream.model.probe.DataEfficiency.Above;
import io.clipstream.model.probe.DataEfficiency.Below;
import io.clipstream.model.probe.DataEfficiency.Point;
import io.clipstream.model.probe.DataEfficiency.Worth;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataEfficiencyTest {
  private static final List<Point> CURVE =
      List.of(new Point(1, 0.2), new Point(2, 0.3), new Point(8, 0.5), new Point(100, 0.7));

  private static double worth(double zeroShot) {
    return ((Worth) DataEfficiency.of(zeroShot, CURVE)).examples();
  }

  /** Half way from 2 to 8 by doublings is 4; half way from 8 to 100 the root of 800. */
  @Test
  void betweenPointsAccuracyIsLinearInTheLogarithmOfExamples() {
    assertThat(worth(0.4)).isCloseTo(4, within(1e-12));
    assertThat(worth(0.6)).isCloseTo(Math.sqrt(800), within(1e-12));
    assertThat(worth(0.2)).isEqualTo(1);
    assertThat(worth(0.3)).isCloseTo(2, within(1e-12));
    assertThat(worth(0.7)).isCloseTo(100, within(1e-12));
  }

  @Test
  void beyondTheCurveOnlyASideIsSaid() {
    assertThat(DataEfficiency.of(0.19, CURVE)).isEqualTo(new Below(1));
    assertThat(DataEfficiency.of(0.71, CURVE)).isEqualTo(new Above(100));
  }

  @Test
  void ofACurveThatFallsTheFirstPassageCounts() {
    List<Point> wavy = List.of(new Point(1, 0.2), new Point(4, 0.6), new Point(16, 0.1));
    assertThat(DataEfficiency.of(0.4, wavy))
        .extracting("examples")
        .asInstanceOf(DOUBLE)
        .isCloseTo(2, within(1e-12));
    assertThat(DataEfficiency.of(0.65, wavy)).isEqualTo(new Above(16));
  }
}
