package io.clipstream.model.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LimitedMemoryBfgsTest {
  private final LimitedMemoryBfgs solver = new LimitedMemoryBfgs(10, 1_000, 1e-10);

  /** Its valley is curved and a thousand times as steep across as along. */
  private static double rosenbrock(double[] x, double[] gradient) {
    Arrays.fill(gradient, 0);
    double sum = 0;
    for (int i = 0; i + 1 < x.length; i++) {
      double across = x[i + 1] - x[i] * x[i];
      double along = 1 - x[i];
      sum += 100 * across * across + along * along;
      gradient[i] -= 400 * x[i] * across + 2 * along;
      gradient[i + 1] += 200 * across;
    }
    return sum;
  }

  @Test
  void theEndOfACurvedValleyIsFound() {
    double[] start = {-1.2, 1, -1.2, 1, -1.2, 1};
    LimitedMemoryBfgs.Minimum found = solver.minimise(LimitedMemoryBfgsTest::rosenbrock, start);

    assertThat(found.gradientNorm()).isLessThanOrEqualTo(1e-10);
    assertThat(found.value()).isCloseTo(0, within(1e-15));
    assertThat(found.point()).containsExactly(new double[] {1, 1, 1, 1, 1, 1}, within(1e-9));
    assertThat(found.iterations()).isBetween(10, 200);
    assertThat(start[0]).as("the start is not changed").isEqualTo(-1.2);
  }

  /** SciPy's L-BFGS-B with as much history takes 500 steps to a largest part of 1e-6. */
  @Test
  void aQuadraticWhoseCurvaturesDifferTenThousandfoldIsSolved() {
    DifferentiableFunction bowl =
        (x, gradient) -> {
          double sum = 0;
          for (int i = 0; i < x.length; i++) {
            double curvature = Math.pow(10, 4.0 * i / (x.length - 1));
            gradient[i] = curvature * (x[i] - i);
            sum += gradient[i] * (x[i] - i) / 2;
          }
          return sum;
        };
    LimitedMemoryBfgs.Minimum found = solver.minimise(bowl, new double[20]);

    assertThat(found.gradientNorm()).isLessThanOrEqualTo(1e-10);
    for (int i = 0; i < 20; i++) {
      assertThat(found.point()[i]).isCloseTo(i, within(1e-9));
    }
  }

  @Test
  void itEndsAfterTheIterationsThatAreAllowed() {
    LimitedMemoryBfgs.Minimum found =
        new LimitedMemoryBfgs(10, 7, 1e-10)
            .minimise(LimitedMemoryBfgsTest::rosenbrock, new double[] {-1.2, 1});
    assertThat(found.iterations()).isEqualTo(7);
    assertThat(found.gradientNorm()).isGreaterThan(1e-10);
    assertThat(found.value()).isLessThan(24.2);
  }

  @Test
  void aMinimumIsLeftAtOnceAndAnUnreachableNormEndsIt() {
    double[] there = {1, 1};
    assertThat(solver.minimise(LimitedMemoryBfgsTest::rosenbrock, there).iterations()).isZero();

    DifferentiableFunction high =
        (x, gradient) -> {
          gradient[0] = Math.sinh(x[0] - 0.3);
          return 1e6 + Math.cosh(x[0] - 0.3);
        };
    LimitedMemoryBfgs.Minimum found =
        new LimitedMemoryBfgs(10, 1_000, 0).minimise(high, new double[] {5});
    assertThat(found.point()[0]).isCloseTo(0.3, within(1e-4));
    assertThat(found.iterations()).isLessThan(1_000);
  }

  @Test
  void everyStepMeetsTheStrongWolfeConditions() {
    double[] point = {-1.2, 1};
    double[] gradient = new double[2];
    double value = rosenbrock(point, gradient);
    double[] downhill = {-gradient[0], -gradient[1]};
    double slope = -(gradient[0] * gradient[0] + gradient[1] * gradient[1]);
    for (double first : new double[] {1e-8, 1e-4, 1, 1e4}) {
      WolfeLineSearch.Step step =
          new WolfeLineSearch(LimitedMemoryBfgsTest::rosenbrock, point, value, gradient, downhill)
              .from(first)
              .orElseThrow();
      assertThat(step.value()).isLessThanOrEqualTo(value + 1e-4 * step.length() * slope);
      assertThat(Math.abs(step.slope())).isLessThanOrEqualTo(0.9 * Math.abs(slope));
    }
  }
}
