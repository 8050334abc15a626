package io.clipstream.operators.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private final Failures failures = new Failures(Duration.ofMillis(10), Duration.ofMillis(35));

  @Test
  void theWaitDoublesUpToItsLimit() {
    long now = 0;
    for (long wait : new long[] {10, 20, 35, 35}) {
      failures.record("a", new IllegalStateException("broken"), now);
      assertThat(failures.mayTry("a", now + wait - 1)).isFalse();
      assertThat(failures.mayTry("a", now + wait)).isTrue();
      assertThat(failures.nextRetry(now)).hasValue(now + wait);
      now += wait;
    }
    assertThat(failures.newestFirst().get(0).attempts()).isEqualTo(4);
    assertThat(failures.count()).isEqualTo(4);
  }

  @Test
  void whatIsBeingTriedAsksForNoFurtherLook() {
    failures.record("a", new IllegalStateException("broken"), 0);
    assertThat(failures.nextRetry(9)).hasValue(10);
    assertThat(failures.nextRetry(10)).isEmpty();
  }

  @Test
  void whatIsMendedOrNoLongerWantedIsForgotten() {
    failures.record("a", new IllegalStateException("broken"), 0);
    failures.record("b", new CompletionException(new IllegalStateException("two\nlines")), 0);
    assertThat(failures.newestFirst()).extracting(f -> f.subject()).containsExactly("b", "a");
    assertThat(failures.newestFirst().get(0).message()).isEqualTo("two lines");
    failures.mended("b");
    assertThat(failures.mayTry("b", 0)).isTrue();
    failures.keepOnly(List.of());
    assertThat(failures.newestFirst()).isEmpty();
  }

  @Test
  void theDeviceAndTheProcessAreNotTheSubjectsFault() {
    RuntimeException memory = new ai.djl.engine.EngineException("CUDA out of memory");
    assertThat(isOwnFault(new CompletionException(new DeviceFaultException(memory)))).isFalse();
    assertThat(isOwnFault(new OutOfMemoryError("unable to create native thread"))).isFalse();
    assertThat(isOwnFault(new IllegalStateException("a label cannot be encoded"))).isTrue();
  }

  private boolean isOwnFault(Throwable cause) {
    return failures.record("a", cause, 0).isOwnFault();
  }
}
