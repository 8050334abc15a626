package io.clipstream.jobs.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.jobs.lease.LeaseWatch.Sign;
import io.clipstream.schemas.JobLease;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeaseWatchTest {
  private static final long SECOND = 1_000_000_000;
  private static final JobLease SEEN =
      new Claimant("shop", "tagging", "anna", Home.cluster(), Duration.ofSeconds(30)).lease(1);

  private final LeaseWatch watch = new LeaseWatch(SEEN, Duration.ofSeconds(10), -5 * SECOND);

  private Sign look(JobLease lease, int seconds) {
    return watch.look(Optional.of(lease), (seconds - 5) * SECOND);
  }

  @Test
  void silenceForTheHoldersTimeoutIsDeathAndLessIsNot() {
    assertThat(look(SEEN, 0)).isEqualTo(Sign.UNKNOWN);
    assertThat(look(SEEN, 29)).isEqualTo(Sign.UNKNOWN);
    assertThat(look(SEEN, 30)).isEqualTo(Sign.DEAD);
  }

  @Test
  void anObserverOfLongerPatienceWaitsLonger() {
    assertThat(new LeaseWatch(SEEN, Duration.ofSeconds(60), 0).patience())
        .isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void aNewRecordIsASignOfLifeWhateverTimeItNames() {
    JobLease fromThePast = JobLease.newBuilder(SEEN).setRenewedAt(Instant.EPOCH).build();
    assertThat(look(fromThePast, 31)).isEqualTo(Sign.ALIVE);
  }

  @Test
  void aHolderThatSaysSoHasEnded() {
    assertThat(look(Claimant.released(SEEN), 1)).isEqualTo(Sign.ENDED);
  }
}
