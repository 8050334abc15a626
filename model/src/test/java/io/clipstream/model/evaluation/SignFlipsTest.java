package io.clipstream.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SignFlipsTest {
  @Test
  void whereAllAreBetterOnlyTheOneChoiceOfSignsIsAsHigh() {
    assertThat(SignFlips.chance(new double[6], filled(6, 0.3))).isEqualTo(1.0 / 64);
    assertThat(SignFlips.chance(new double[1], filled(1, 9))).isEqualTo(0.5);
  }

  /** By hand: of 3, 1 and -1 the sums are 5, 3, 3, 1 and their negatives; 3 or more are three. */
  @Test
  void sizesCountAndNotOnlySigns() {
    assertThat(SignFlips.chance(new double[3], new double[] {3, 1, -1})).isEqualTo(3.0 / 8);
    assertThat(SignFlips.chance(new double[3], new double[] {-3, -1, 1})).isEqualTo(7.0 / 8);
  }

  @Test
  void whatDoesNotChangeOrIsNoNumberShowsNothing() {
    assertThat(SignFlips.chance(new double[8], new double[8])).isEqualTo(1);
    assertThat(SignFlips.chance(new double[8], filled(8, Double.NaN))).isEqualTo(1);
  }

  /** Sums of tenths differ in their last digits by the order they are made in. */
  @Test
  void equalSumsAreEqual() {
    double[] after = {0.1, 0.2, 0.3, -0.1, -0.2, -0.3};
    assertThat(SignFlips.chance(new double[6], after))
        .isCloseTo(0.5, within(0.1))
        .isGreaterThan(0.5);
  }

  @Test
  void tooManyOrNoneAreRefused() {
    assertThatThrownBy(() -> SignFlips.chance(new double[21], new double[21]))
        .hasMessageContaining("expected as many of each, 1 to 20");
    assertThatThrownBy(() -> SignFlips.chance(new double[0], new double[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static double[] filled(int count, double value) {
    double[] values = new double[count];
    Arrays.fill(values, value);
    return values;
  }
}
