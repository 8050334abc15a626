package io.clipstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModifiedResNet;
import io.clipstream.schemas.SettingException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResNetScalingTest {
  @ParameterizedTest
  @ValueSource(strings = {"RN50x4", "RN50x16", "RN50x64"})
  void theRuleGivesThePublishedConfigurations(String name) {
    assertThat(Architectures.scaled(ResNetScaling.tower(name)))
        .isEqualTo(Architectures.named(name));
  }

  /** By hand: 8^(1/6) = 1.4142, so width 90.5, side 316.8, 32 blocks. */
  @Test
  void whatWasNotPublishedLiesBetween() {
    ClipConfig config = Architectures.named("RN50x8");
    assertThat(config.image()).isEqualTo(new ModifiedResNet(320, 96, List.of(5, 7, 13, 7), 48));
    assertThat(config.text().width()).isEqualTo(768);
    assertThat(config.text().layers()).isEqualTo(12);
    assertThat(config.embeddingDimension()).isEqualTo(768);
  }

  @Test
  void everyFactorGivesATowerThatGrowsWithIt() {
    int blocks = 16;
    for (int factor = 2; factor <= ResNetScaling.MOST; factor++) {
      ModifiedResNet tower = ResNetScaling.tower("RN50x" + factor);
      int found = tower.layers().stream().mapToInt(n -> n).sum();
      assertThat(found).as("blocks of x%d", factor).isGreaterThanOrEqualTo(blocks);
      assertThat(tower.imageSize()).isBetween(224, 448);
      assertThat(tower.width()).isBetween(64, 128);
      blocks = found;
    }
    assertThat(blocks).isEqualTo(64);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RN50x1", "RN50x65", "RN50x9999"})
  void otherFactorsAreRefused(String name) {
    assertThatThrownBy(() -> Architectures.named(name))
        .isInstanceOf(SettingException.class)
        .hasMessage("architecture " + name + ": expected RN50xK with K from 2 to 64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RN50x", "RN50x0", "RN50x04", "RN101x4", "RN50x4.5"})
  void noNamesAreReadAsFactors(String name) {
    assertThatThrownBy(() -> Architectures.named(name))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("expected one of")
        .hasMessageContaining("RN50xK");
  }
}
