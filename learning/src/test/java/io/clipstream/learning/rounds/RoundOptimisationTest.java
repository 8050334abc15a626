package io.clipstream.learning.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundOptimisationTest {
  /** Ten passes, batches of 256 and 240 steps at least. */
  @ParameterizedTest
  @CsvSource({"20, 20, 240", "78, 64, 240", "248, 64, 240", "3072, 128, 240", "25000, 256, 977"})
  void fewPairsTakeSmallerBatchesThenMorePasses(int pairs, int batch, long steps) {
    assertThat(RoundOptimisation.DEFAULT.batch(pairs)).isEqualTo(batch);
    assertThat(RoundOptimisation.DEFAULT.steps(pairs)).isEqualTo(steps);
  }

  @Test
  void passesAloneCountWhereNothingElseIsSaid() {
    RoundOptimisation plain = new RoundOptimisation(1, 256, 64, 1e-4, 0.1, 0.1, 1);
    assertThat(plain.batch(300)).isEqualTo(256);
    assertThat(plain.steps(300)).isEqualTo(2);
    assertThat(plain.batch(10)).isEqualTo(10);
    assertThat(plain.rate(512)).isEqualTo(1e-4);
  }

  @Test
  void widerTextEncodersLearnSlower() {
    assertThat(RoundOptimisation.DEFAULT.rate(128)).isEqualTo(1e-3);
    assertThat(RoundOptimisation.DEFAULT.rate(512)).isEqualTo(2.5e-4);
  }
}
