package io.clipstream.operators.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.operators.fetch.FetchResult.Failed;
import io.clipstream.operators.fetch.FetchResult.Fetched;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HostHealthTest {
  private static final FetchResult FINE = new Fetched(new byte[1]);
  private static final FetchResult DOWN = new Failed(FetchFault.UNREACHABLE, "refused");
  private static final FetchResult MISSING = new Failed(FetchFault.NOT_FOUND, "not there");
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final AtomicLong clock = new AtomicLong();
  private final HostHealth health =
      new HostHealth(
          new FetchSettings.Breaker(0.5, 10, 4, PAUSE, OnHostFailure.REJECT, Duration.ofMinutes(5)),
          clock::get);

  private void note(String host, FetchResult result, int times) {
    for (int i = 0; i < times; i++) {
      health.note(host, result);
    }
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  private boolean isAdmitted(String host) {
    return health.admit(host).isZero();
  }

  @Test
  void aHostIsNotJudgedByItsFirstRequests() {
    note("a", DOWN, 3);
    assertThat(isAdmitted("a")).isTrue();
    note("a", DOWN, 1);
    assertThat(health.admit("a")).isEqualTo(PAUSE);
    assertThat(isAdmitted("b")).isTrue();
    assertThat(health.paused()).isEqualTo(1);
  }

  @Test
  void faultsOfRecordsNeverPauseAHost() {
    note("a", MISSING, 1000);
    assertThat(isAdmitted("a")).isTrue();
  }

  @Test
  void anOutagePausesAHostHoweverLongAllWentWell() {
    note("a", FINE, 1000);
    note("a", DOWN, 4);
    assertThat(isAdmitted("a")).isTrue();
    note("a", DOWN, 1);
    assertThat(isAdmitted("a")).isFalse();
  }

  @Test
  void afterThePauseOneRequestTriesTheHostAndEachFailureDoublesThePause() {
    note("a", DOWN, 4);
    Duration pause = PAUSE;
    for (int i = 0; i < 8; i++) {
      pass(pause);
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(PAUSE.multipliedBy(32)) > 0 ? PAUSE.multipliedBy(32) : pause;
      assertThat(isAdmitted("a")).isTrue();
      assertThat(health.admit("a")).isEqualTo(pause);
      note("a", DOWN, 1);
      assertThat(health.admit("a")).isEqualTo(pause);
    }
  }

  @Test
  void aTrialWhoseEndIsNeverToldPausesNothingForEver() {
    note("a", DOWN, 4);
    pass(PAUSE);
    assertThat(isAdmitted("a")).isTrue();
    pass(PAUSE.multipliedBy(2));
    assertThat(isAdmitted("a")).isTrue();
  }

  @Test
  void anAnswerEndsThePauseAlsoOneThatSaysNo() {
    for (FetchResult answer : new FetchResult[] {FINE, MISSING}) {
      note("a", DOWN, 4);
      pass(PAUSE);
      assertThat(isAdmitted("a")).isTrue();
      note("a", answer, 1);
      assertThat(isAdmitted("a")).isTrue();
      assertThat(isAdmitted("a")).isTrue();
      assertThat(health.paused()).isZero();
    }
  }

  @Test
  void aHostBelowTheShareGoesOnForEver() {
    for (int i = 0; i < 1000; i++) {
      note("a", FINE, 2);
      note("a", DOWN, 1);
      assertThat(isAdmitted("a")).isTrue();
    }
  }

  @Test
  void hostsAreJudgedOneByOneAndManyHostsCostLittle() {
    for (int i = 0; i < 100_000; i++) {
      assertThat(isAdmitted("host" + i)).isTrue();
      note("host" + i, DOWN, 1);
    }
  }
}
