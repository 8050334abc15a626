package io.clipstream.jobs.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.JobLease;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseHistoryTest {
  private static final Claimant ANNA = claimant("anna", Home.cluster());
  private static final Claimant BERT = claimant("bert", Home.cluster());

  private static Claimant claimant(String holder, Home home) {
    return new Claimant("shop", "tagging", holder, home, Duration.ofSeconds(30));
  }

  private static LeaseHistory of(JobLease... records) {
    LeaseHistory history = LeaseHistory.NONE;
    for (JobLease record : records) {
      history = history.with(record);
    }
    return history;
  }

  @Test
  void aNameThatNobodyHadIsFreeAndItsFirstEpochIsOne() {
    assertThat(LeaseHistory.NONE.rival(ANNA)).isEmpty();
    assertThat(LeaseHistory.NONE.nextEpoch()).isEqualTo(1);
  }

  @Test
  void ofTwoClaimsThatFoundTheSameTheFirstInTheLogWinsAndTheOtherNeverCounts() {
    LeaseHistory history = of(ANNA.lease(1), BERT.lease(1), Claimant.renewed(BERT.lease(1)));
    assertThat(history.heldByOther(BERT)).get().extracting(JobLease::getHolder).isEqualTo("anna");
    assertThat(history.heldByOther(ANNA)).isEmpty();
    assertThat(history.nextEpoch()).isEqualTo(2);
  }

  @Test
  void whatComesLateFromAHolderThatWasOvertakenCountsForNothing() {
    LeaseHistory history =
        of(
            ANNA.lease(1),
            BERT.lease(2),
            Claimant.renewed(ANNA.lease(1)),
            Claimant.released(ANNA.lease(1)));
    assertThat(history.rival(ANNA)).get().extracting(JobLease::getHolder).isEqualTo("bert");
  }

  @Test
  void aNameThatWasGivenBackIsFreeAndItsNextEpochIsHigher() {
    LeaseHistory history = of(ANNA.lease(4), Claimant.released(ANNA.lease(4)));
    assertThat(history.rival(BERT)).isEmpty();
    assertThat(history.nextEpoch()).isEqualTo(5);
  }

  @Test
  void theSameJobIsNoRivalOfItselfAlsoAfterItsLeaderChanged() {
    assertThat(of(ANNA.lease(1)).rival(ANNA)).isEmpty();
    JobLease again = Claimant.renewed(Claimant.released(ANNA.lease(1)));
    LeaseHistory history = of(ANNA.lease(1), Claimant.released(ANNA.lease(1)), again);
    assertThat(history.rival(BERT)).contains(again);
  }

  @Test
  void whoHasTheSameDirectoryToItselfKnowsThatTheLastHolderIsGone() {
    Claimant before = claimant("before", Home.lockedDirectory("/srv/shop", "a"));
    Claimant after = claimant("after", Home.lockedDirectory("/srv/shop", "a"));
    Claimant copied = claimant("copied", Home.lockedDirectory("/srv/shop", "b"));
    LeaseHistory history = of(before.lease(1));
    assertThat(history.rival(after)).isEmpty();
    assertThat(history.rival(copied)).isPresent();
    assertThat(of(ANNA.lease(1)).rival(BERT)).as("clusters are no homes").isPresent();
  }
}
