package io.clipstream.dashboard.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeasesTest {
  private final AtomicLong clock = new AtomicLong();
  private final Leases leases = new Leases(Duration.ofSeconds(10), clock::get);

  @Test
  void nobodyGetsWhatAnotherHasUntilTheLeaseEnds() {
    assertThat(leases.take("a", "one")).isTrue();
    assertThat(leases.take("a", "two")).isFalse();
    clock.set(9_999);
    assertThat(leases.take("a", "two")).isFalse();
    clock.set(10_000);
    assertThat(leases.take("a", "two")).isTrue();
    assertThat(leases.take("a", "one")).isFalse();
  }

  @Test
  void aLeaseIsRenewedByTakingItAgain() {
    leases.take("a", "one");
    clock.set(8_000);
    assertThat(leases.take("a", "one")).isTrue();
    clock.set(15_000);
    assertThat(leases.take("a", "two")).isFalse();
  }

  @Test
  void aSessionGivesBackWhatItDoesNotKeepAndWhatHasEndedGoes() {
    leases.take("a", "one");
    leases.take("b", "one");
    leases.take("c", "two");
    leases.keepOnly("one", List.of("b"));
    assertThat(leases.take("a", "two")).isTrue();
    assertThat(leases.take("b", "two")).isFalse();
    assertThat(leases.take("c", "one")).isFalse();
    clock.set(20_000);
    leases.keepOnly("three", List.of());
    assertThat(leases.size()).isZero();
  }

  @Test
  void whatWasDecidedIsNobodysUntilTheIndexHasReadIt() {
    leases.take("a", "one");
    assertThat(leases.decide("a", "two", "r2")).isFalse();
    assertThat(leases.decide("a", "one", "r1")).isTrue();
    assertThat(leases.decide("a", "one", "r3")).isFalse();
    assertThat(leases.decide("a", "one", "r1")).as("sent again").isTrue();
    leases.keepOnly("one", List.of());
    assertThat(leases.take("a", "one")).isFalse();
    leases.wasRead("r1");
    assertThat(leases.take("a", "two")).isTrue();
  }

  @Test
  void aDecisionThatWasNotWrittenGivesTheLeaseBack() {
    leases.decide("a", "one", "r1");
    leases.giveBack("a", "one", "other");
    assertThat(leases.take("a", "one")).isFalse();
    leases.giveBack("a", "one", "r1");
    assertThat(leases.take("a", "two")).isFalse();
    assertThat(leases.take("a", "one")).isTrue();
  }
}
