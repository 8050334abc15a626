package io.clipstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.model.checkpoint.Architectures;
import io.clipstream.schemas.SettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptimiserSettingsTest {
  @ParameterizedTest
  @CsvSource({"RN50, 0.999, 1e-8", "RN101, 0.999, 1e-8", "ViT-B/32, 0.98, 1e-6"})
  void defaultsAreThePapersForTheFamily(String architecture, double beta2, double epsilon) {
    OptimiserSettings settings = OptimiserSettings.of(Architectures.named(architecture));

    assertThat(settings.beta1()).isEqualTo(0.9);
    assertThat(settings.beta2()).isEqualTo(beta2);
    assertThat(settings.epsilon()).isEqualTo(epsilon);
    assertThat(settings.weightDecay()).isEqualTo(0.2);
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    double[][] bad = {
      {1, 0.98, 1e-6, 0.2, 1},
      {0.9, -0.1, 1e-6, 0.2, 1},
      {0.9, 0.98, 0, 0.2, 1},
      {0.9, 0.98, 1e-6, -1, 1},
      {0.9, 0.98, 1e-6, 0.2, 0},
      {0.9, Double.NaN, 1e-6, 0.2, 1}
    };
    for (double[] b : bad) {
      assertThatThrownBy(() -> new OptimiserSettings(b[0], b[1], b[2], b[3], b[4]))
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("expected");
    }
  }
}
