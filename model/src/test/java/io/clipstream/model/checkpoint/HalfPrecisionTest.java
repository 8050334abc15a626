package io.clipstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalfPrecisionTest {
  @Test
  void everyHalfSurvivesTheWayToFloatAndBack() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = HalfPrecision.toFloat((short) bits);
      if (!Float.isNaN(value)) {
        assertThat(HalfPrecision.fromFloat(value)).isEqualTo((short) bits);
      }
    }
  }

  @Test
  void everyMidpointGoesToTheEvenNeighbour() {
    for (int bits = 0; bits < 0x7bff; bits++) {
      float low = HalfPrecision.toFloat((short) bits);
      float high = HalfPrecision.toFloat((short) (bits + 1));
      float middle = (low + high) / 2; // exact in 24 bits
      int even = bits % 2 == 0 ? bits : bits + 1;
      assertThat(HalfPrecision.fromFloat(middle)).isEqualTo((short) even);
      assertThat(HalfPrecision.fromFloat(Math.nextDown(middle))).isEqualTo((short) bits);
      assertThat(HalfPrecision.fromFloat(Math.nextUp(middle))).isEqualTo((short) (bits + 1));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "65519.996, 7bff",
    "65520, 7c00",
    "1e38, 7c00",
    "-1e38, fc00",
    "2.9802322e-8, 0",
    "2.980233e-8, 1",
    "-1e-45, 8000",
    "NaN, 7e00"
  })
  void theEndsOfTheRangeAreRight(float value, String bits) {
    assertThat(HalfPrecision.fromFloat(value) & 0xffff).isEqualTo(Integer.parseInt(bits, 16));
  }
}
