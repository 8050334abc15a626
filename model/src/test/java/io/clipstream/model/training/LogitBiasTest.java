package io.clipstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class LogitBiasTest {
  private static final OptionalDouble NONE = OptionalDouble.empty();

  @Test
  void liesBetweenParentAndTrained() {
    assertThat(LogitBias.at(0.25, OptionalDouble.of(-8), OptionalDouble.of(-4))).hasValue(-7);
  }

  @Test
  void isTheOnesThatHasOne() {
    assertThat(LogitBias.at(0.25, NONE, OptionalDouble.of(-4))).hasValue(-4);
    assertThat(LogitBias.at(0.25, OptionalDouble.of(-8), NONE)).hasValue(-8);
    assertThat(LogitBias.at(0.25, NONE, NONE)).isEmpty();
  }
}
