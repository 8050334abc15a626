package io.clipstream.model.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProbePathTest {
  private final NDManager engine = NDManager.newBaseManager(ai.djl.Device.cpu(), "PyTorch");
  private final Examples some = LinearProbeTest.random(80, 12, 4, 3);

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void eachStrengthHasTheProbeThatItHasAlone() {
    ProbePath path = new ProbePath(engine, some);
    for (double strength : new double[] {100, 1, 0.3, 3}) {
      LinearProbe alone = LinearProbe.train(engine, some, strength);
      LinearProbe along = path.at(strength);

      assertThat(along.fit().isOptimal()).isTrue();
      assertThat(along.weights()).containsExactly(alone.weights(), within(1e-3));
      assertThat(path.at(strength)).isSameAs(along);
    }
  }

  /**
   * Classes are told apart by any of many weights here. The exact optimum is that of a gradient
   * norm a thousand times smaller.
   */
  @Test
  void aWeakPenaltysProbeIsNearerToItsOptimumThanOneThatBeganWithNothing() {
    Examples apart = LinearProbeTest.random(30, 40, 4, 3);
    LinearProbe exact =
        LinearProbe.train(
            engine, apart, 1e-6, Optional.empty(), new LimitedMemoryBfgs(10, 20_000, 1e-9));
    LinearProbe cold = LinearProbe.train(engine, apart, 1e-6);
    LinearProbe along = new ProbePath(engine, apart).downTo(1e-6);

    assertThat(along.fit().isOptimal()).isTrue();
    assertThat(along.fit().objective()).isGreaterThanOrEqualTo(exact.fit().objective());
    assertThat(along.fit().objective() - exact.fit().objective())
        .isLessThan((cold.fit().objective() - exact.fit().objective()) / 2);
  }

  @Test
  void theWayDownIsThatOfTheSearch() {
    ProbePath searched = new ProbePath(engine, some);
    for (double strength : new double[] {1e6, 1e4, 1e2, 1, 1e-2}) {
      searched.at(strength);
    }
    assertThat(new ProbePath(engine, some).downTo(1e-2).weights())
        .containsExactly(searched.at(1e-2).weights(), within(0.0));
  }
}
