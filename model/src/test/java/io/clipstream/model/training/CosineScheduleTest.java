package io.clipstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CosineScheduleTest {
  private static final CosineSchedule SCHEDULE = new CosineSchedule(4e-4, 10, 110);

  @ParameterizedTest
  @CsvSource({
    "1, 0.4e-4",
    "5, 2e-4",
    "10, 4e-4",
    "35, 3.414213562373095e-4", // a quarter of the way down: (1 + cos 45°) / 2
    "60, 2e-4",
    "85, 0.585786437626905e-4",
    "110, 0"
  })
  void risesLinearlyThenFallsAlongHalfACosine(long step, double rate) {
    assertThat(SCHEDULE.rate(step)).isCloseTo(rate, within(1e-15));
  }

  @Test
  void staysAtZeroAfterTheLastStep() {
    assertThat(SCHEDULE.rate(1000)).isCloseTo(0, within(1e-15));
  }

  @Test
  void startsAtThePeakWithoutWarmUpAndMovesBelowItAtOnce() {
    CosineSchedule schedule = new CosineSchedule(1, 0, 4);
    assertThat(schedule.rate(1)).isCloseTo((2 + Math.sqrt(2)) / 4, within(1e-15));
  }

  @Test
  void aWarmUpOfAllStepsOnlyRises() {
    CosineSchedule schedule = new CosineSchedule(1, 4, 4);
    assertThat(schedule.rate(4)).isEqualTo(1);
  }

  @Test
  void refusesSettingsThatMakeNoSchedule() {
    assertThatThrownBy(() -> new CosineSchedule(0, 1, 2)).hasMessageContaining("peak 0.0");
    assertThatThrownBy(() -> new CosineSchedule(Double.NaN, 1, 2)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new CosineSchedule(1, -1, 2)).hasMessageContaining("warm-up -1");
    assertThatThrownBy(() -> new CosineSchedule(1, 0, 0)).hasMessageContaining("steps 0");
  }
}
