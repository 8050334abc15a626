package io.clipstream.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.cli.evaluation.Proportion.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against exact sums of binomial probabilities, whose ends were found by halving. */
class ProportionTest {
  @ParameterizedTest
  @CsvSource({
    "0, 10, 0.95, 0, 0.3084971078",
    "5, 10, 0.95, 0.1870860284, 0.8129139716",
    "10, 10, 0.95, 0.6915028922, 1",
    "3, 20, 0.995, 0.0137749858, 0.4761480682",
    "12, 40, 0.995, 0.1236341095, 0.5326070664",
    "81, 263, 0.95, 0.2527367456, 0.3676219226"
  })
  void theIntervalIsClopperAndPearsons(
      int right, int trials, double confidence, double low, double high) {
    Interval interval = new Proportion(right, trials).interval(confidence);

    assertThat(interval.low()).isCloseTo(low, within(1e-9));
    assertThat(interval.high()).isCloseTo(high, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({
    "8, 10, 0.5, 0.0546875",
    "12, 40, 0.2, 0.0875052359",
    "3, 20, 0.3, 0.9645168677",
    "0, 5, 0.3, 1",
    "1, 5, 0, 0",
    "5, 5, 1, 1"
  })
  void theTestIsTheBinomialsUpperTail(int right, int trials, double probability, double p) {
    assertThat(new Proportion(right, trials).atLeastThis(probability)).isCloseTo(p, within(1e-9));
  }

  @Test
  void ofNoTrialsNothingIsKnown() {
    Proportion none = new Proportion(0, 0);

    assertThat(none.share()).isNaN();
    assertThat(none.interval(0.95)).isEqualTo(new Interval(0, 1));
  }

  @Test
  void noneAndAllHaveALogitToo() {
    assertThat(new Proportion(5, 10).logit()).isZero();
    assertThat(new Proportion(0, 10).logit()).isCloseTo(Math.log(0.05 / 0.95), within(1e-12));
    assertThat(new Proportion(10, 10).logit()).isCloseTo(Math.log(0.95 / 0.05), within(1e-12));
  }

  @Test
  void moreThanAllIsRefused() {
    assertThatThrownBy(() -> new Proportion(3, 2)).hasMessageContaining("3 of 2");
  }
}
