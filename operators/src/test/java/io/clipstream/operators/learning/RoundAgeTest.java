package io.clipstream.operators.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.learning.RoundLedger;
import io.clipstream.learning.RoundMemory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** How long ago the last round was, where the clock is set anew. */
class RoundAgeTest {
  private static final long HOUR = 3_600_000;
  private static final long NOW = 1_000 * HOUR;

  @Test
  void aClockThatWasAnHourAheadPutsTheNextRoundOffByNothingOnceItIsBack() throws Exception {
    RoundLedger ledger =
        new RoundLedger(
            RoundJob.settings(Path.of("nowhere"), "learner", 3),
            RoundMemory.none(NOW + HOUR),
            null,
            (known, patience, to) -> {});
    assertThat(ledger.ageMillis(NOW)).isZero();
    assertThat(ledger.ageMillis(NOW + HOUR / 2)).isEqualTo(HOUR / 2);
    assertThat(ledger.ageMillis(NOW + 2 * HOUR)).isEqualTo(2 * HOUR);
  }
}
