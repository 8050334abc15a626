package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.schemas.Origin;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What would make the tests of failures fail. */
class LedgerTest {
  private final Ledger ledger = new Ledger();

  @Test
  void equalSetsAreEvenAndNothingRepeats() {
    inputs(3);
    result(0);
    ledger.deadLetter(1);
    result(2);
    assertThat(ledger.isEven()).isTrue();
    assertThat(ledger.counts(0, 3)).isEqualTo(new Ledger.Counts(3, 2, 1, 0, 0));
  }

  @Test
  void aPictureWithoutOutcomeIsMissing() {
    inputs(3);
    result(0);
    result(2);
    assertThat(ledger.isComplete(1)).isTrue();
    assertThat(ledger.isComplete(2)).isFalse();
    assertThat(ledger.isEven()).isFalse();
    assertThat(ledger.counts(0, 3)).isEqualTo(new Ledger.Counts(3, 2, 0, 0, 1));
  }

  @Test
  void aSecondOutcomeIsARepeatAlsoOfTheOtherKind() {
    inputs(3);
    result(0);
    result(0);
    result(1);
    ledger.deadLetter(1);
    result(2);
    assertThat(ledger.isEven()).isTrue();
    assertThat(ledger.counts(0, 3)).isEqualTo(new Ledger.Counts(3, 3, 1, 2, 0));
    assertThat(ledger.counts(1, 2)).isEqualTo(new Ledger.Counts(1, 1, 1, 1, 0));
  }

  @Test
  void anOutcomeOfNothingIsNotEven() {
    inputs(1);
    result(0);
    result(1);
    assertThat(ledger.isEven()).isFalse();
  }

  @Test
  void aRepeatOfAnotherRecordIsAnError() {
    result(0);
    assertThatThrownBy(() -> ledger.result(0, origin(7))).hasMessageContaining("picture 0");
  }

  private void inputs(int count) {
    for (int number = 0; number < count; number++) {
      ledger.input(number);
    }
  }

  private void result(int number) {
    ledger.result(number, origin(number));
  }

  private static Origin origin(long offset) {
    return new Origin("images", 0, offset, Instant.EPOCH);
  }
}
