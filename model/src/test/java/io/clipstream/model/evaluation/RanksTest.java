package io.clipstream.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RanksTest {
  @Test
  void recallCountsRanksUpToAPlaceAndTheMedianLiesInTheMiddle() {
    Ranks ranks = Ranks.of(new int[] {1, 6, 1, 10, 11, 5});

    assertThat(ranks.recall1()).isEqualTo(2 / 6.0);
    assertThat(ranks.recall5()).isEqualTo(3 / 6.0);
    assertThat(ranks.recall10()).isEqualTo(5 / 6.0);
    assertThat(ranks.medianRank()).isEqualTo(5.5);
  }

  @Test
  void theMedianOfAnOddNumberIsOneOfThem() {
    assertThat(Ranks.of(new int[] {9, 2, 30}).medianRank()).isEqualTo(9);
  }
}
