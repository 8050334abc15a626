package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.DeadLetter;
import io.clipstream.control.LetterStage;
import io.clipstream.control.RecordFault;
import io.clipstream.operators.testing.Records;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusedLettersTest {
  private static final int SIZE = 1 << 20;

  private static DeadLetter letter(long offset, int size) {
    return DeadLetter.of(
        Records.raw("sets", offset, "a", new byte[size]),
        LetterStage.LABEL_SET,
        RecordFault.INVALID,
        "of no use");
  }

  @Test
  void theNewestAreKeptThatSomeMemoryHolds() {
    RefusedLetters refused = new RefusedLetters();
    for (int i = 0; i < 100; i++) {
      refused.add(letter(i, SIZE));
    }
    List<DeadLetter> kept = refused.newest();
    assertThat(kept).hasSizeBetween(20, 32);
    assertThat(kept.get(kept.size() - 1).record().offset()).isEqualTo(99);
    assertThat(kept.get(0).record().offset()).isEqualTo(100 - kept.size());
  }

  @Test
  void oneIsKeptHoweverLargeItIs() {
    RefusedLetters refused = new RefusedLetters();
    refused.add(letter(0, 40 * SIZE));
    assertThat(refused.newest()).hasSize(1);
  }
}
