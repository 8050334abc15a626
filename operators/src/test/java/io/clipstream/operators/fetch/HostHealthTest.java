package io.clipstream.operators.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.operators.fetch.FetchResult.Failed;
import io.clipstream.operators.fetch.FetchResult.Fetched;
import org.junit.jupiter.api.Test;

class HostHealthTest {
  private static final FetchResult FINE = new Fetched(new byte[1]);
  private static final FetchResult DOWN = new Failed(FetchFault.UNREACHABLE, "refused");
  private static final FetchResult MISSING = new Failed(FetchFault.NOT_FOUND, "not there");

  private final HostHealth health = new HostHealth(new FetchSettings.Breaker(0.5, 10, 4));

  @Test
  void aHostIsNotJudgedByItsFirstRequests() {
    for (int i = 0; i < 3; i++) {
      assertThat(health.note("a", DOWN)).isSameAs(DOWN);
    }
    assertThatThrownBy(() -> health.note("a", DOWN))
        .isInstanceOf(HostFailedException.class)
        .hasMessageStartingWith("a failed 4 of the last 4 requests, the last one so: refused.");
  }

  @Test
  void faultsOfRecordsNeverEndAJob() {
    for (int i = 0; i < 1000; i++) {
      assertThat(health.note("a", MISSING)).isSameAs(MISSING);
    }
  }

  @Test
  void anOutageEndsTheJobHoweverLongAllWentWell() {
    for (int i = 0; i < 1000; i++) {
      health.note("a", FINE);
    }
    for (int i = 0; i < 4; i++) {
      health.note("a", DOWN);
    }
    assertThatThrownBy(() -> health.note("a", DOWN)).isInstanceOf(HostFailedException.class);
  }

  @Test
  void aHostBelowTheShareGoesOnForEver() {
    for (int i = 0; i < 1000; i++) {
      health.note("a", FINE);
      health.note("a", FINE);
      assertThat(health.note("a", DOWN)).isSameAs(DOWN);
    }
  }

  @Test
  void hostsAreJudgedOneByOneAndManyHostsCostLittle() {
    for (int i = 0; i < 100_000; i++) {
      assertThat(health.note("host" + i, DOWN)).isSameAs(DOWN);
    }
  }
}
