package io.clipstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionsTest {
  @Test
  void withoutAnyActionThePictureIsAllowed() {
    assertThat(Decisions.of(List.of())).isEqualTo(Decision.ALLOW);
  }

  @Test
  void theMostSevereActionDecidesInWhateverOrderTheyCome() {
    assertThat(Decisions.of(List.of(Action.TAG))).isEqualTo(Decision.TAG);
    assertThat(Decisions.of(List.of(Action.REVIEW, Action.TAG))).isEqualTo(Decision.REVIEW);
    assertThat(Decisions.of(List.of(Action.TAG, Action.BLOCK, Action.REVIEW)))
        .isEqualTo(Decision.BLOCK);
  }
}
