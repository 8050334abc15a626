package io.clipstream.model.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class StrengthSearchTest {
  private final List<Double> asked = new ArrayList<>();

  private StrengthSearch.Outcome search(DoubleUnaryOperator scoreByExponent) {
    return StrengthSearch.run(
        strength -> {
          asked.add(Math.log10(strength));
          return scoreByExponent.applyAsDouble(Math.log10(strength));
        });
  }

  @Test
  void itBeginsWithEverySecondPowerOfTenAndHalvesTheIntervalAroundThePeak() {
    StrengthSearch.Outcome found = search(e -> -Math.abs(e - 1.4));

    double[] expected = {6, 4, 2, 0, -2, -4, -6, 3, 1, 1.5, 0.5, 1.75, 1.25, 1.625, 1.375};
    assertThat(asked).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(asked.get(i)).as("trial " + i).isCloseTo(expected[i], within(1e-12));
    }
    assertThat(Math.log10(found.best().strength())).isCloseTo(1.375, within(1e-12));
    assertThat(found.best().score()).isCloseTo(-0.025, within(1e-12));
    assertThat(found.curve()).hasSize(15);
    assertThat(found.curve()).extracting(StrengthSearch.Trial::strength).isSorted();
  }

  /** Against trying all 97: with one peak the search misses none. */
  @Test
  void thePeakOfEveryCurveWithOneIsFoundWithAtMostFifteenTrials() {
    for (int step = -48; step <= 48; step++) {
      double peak = step / 8.0;
      asked.clear();
      StrengthSearch.Outcome found = search(e -> -Math.abs(e - peak));
      assertThat(Math.log10(found.best().strength())).isCloseTo(peak, within(1e-12));
      assertThat(asked).hasSizeLessThanOrEqualTo(15).doesNotHaveDuplicates();
      assertThat(asked).allMatch(e -> Math.abs(e) < 6 + 1e-9);
    }
  }

  @Test
  void ofEquallyGoodStrengthsTheStrongestIsTaken() {
    assertThat(search(e -> e <= 2 ? 1 : 0).best().strength()).isCloseTo(100, within(1e-9));
    assertThat(search(e -> 1).best().strength()).isCloseTo(1e6, within(1e-6));
  }
}
