package io.clipstream.model.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventuallyTest {
  @Test
  void itLooksUntilTheConditionHolds() {
    AtomicInteger looks = new AtomicInteger();
    Thread test = Thread.currentThread();

    Eventually.holds(
        "three looks",
        () -> {
          assertThat(Thread.currentThread()).isSameAs(test);
          return looks.incrementAndGet() == 3;
        },
        () -> "none");

    assertThat(looks).hasValue(3);
  }

  @Test
  void whatNeverHoldsIsNamedWithTheEvidence() {
    assertThatThrownBy(
            () ->
                Eventually.holds(
                    Eventually.await("rain").atMost(Duration.ofMillis(20)),
                    () -> false,
                    () -> "the sky is blue"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("rain")
        .hasMessageContaining("the sky is blue");
  }

  @Test
  void anInterruptEndsTheWait() throws Exception {
    CountDownLatch looked = new CountDownLatch(1);
    FutureTask<Void> wait =
        new FutureTask<>(
            () -> {
              Eventually.await("rain")
                  .until(
                      () -> {
                        looked.countDown();
                        return false;
                      });
              return null;
            });
    Thread thread = new Thread(wait);
    thread.start();
    looked.await();
    thread.interrupt();
    assertThatThrownBy(() -> wait.get(1, TimeUnit.MINUTES))
        .hasRootCauseInstanceOf(InterruptedException.class);
  }
}
