package io.clipstream.dashboard.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AttemptsTest {
  private final AtomicLong now = new AtomicLong(5_000);
  private final Attempts attempts = new Attempts(2, Duration.ofSeconds(10), now::get);

  @Test
  void beyondTheMostOneWaitsForTheEndOfTheWindow() {
    assertThat(attempts.take("a")).isEmpty();
    now.addAndGet(4_000);
    assertThat(attempts.take("a")).isEmpty();
    assertThat(attempts.take("a")).contains(Duration.ofSeconds(6));
    assertThat(attempts.take("b")).isEmpty();
    now.addAndGet(6_000);
    assertThat(attempts.take("a")).isEmpty();
  }

  @Test
  void whatIsGivenBackIsNotCounted() {
    for (int i = 0; i < 10; i++) {
      assertThat(attempts.take("a")).isEmpty();
      attempts.giveBack("a");
    }
  }

  @Test
  void whoHasOneAddressOfANetworkHasAllOfIt() {
    assertThat(Attempts.network("2001:db8::1")).isEqualTo(Attempts.network("2001:db8:0:0:ffff::2"));
    assertThat(Attempts.network("2001:db8::1")).isNotEqualTo(Attempts.network("2001:db8:0:1::1"));
    assertThat(Attempts.network("203.0.113.9")).isEqualTo("203.0.113.9");
  }

  @Test
  void aMapOfStrangersStaysSmall() {
    BoundedMap<Integer, Integer> map = new BoundedMap<>(100);
    for (int i = 0; i < 10_000; i++) {
      map.put(i, i);
    }
    assertThat(map).hasSize(100).containsKey(9_999).doesNotContainKey(9_899);
  }
}
