package io.clipstream.dashboard.review;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatelyTest {
  private long now;
  private int made;

  @Test
  void whatTookLongIsUsedAgainForTenTimesAsLong() {
    Lately<Integer> counted =
        new Lately<>(
            () -> {
              now += 300;
              return ++made;
            },
            () -> now);
    assertThat(counted.get()).isEqualTo(1);
    now += 2_999;
    assertThat(counted.get()).isEqualTo(1);
    now += 1;
    assertThat(counted.get()).isEqualTo(2);
  }

  @Test
  void whatTakesNoTimeIsMadeAnewEachTime() {
    Lately<Integer> counted = new Lately<>(() -> ++made, () -> now);
    counted.get();
    assertThat(counted.get()).isEqualTo(2);
  }
}
