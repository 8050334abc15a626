package io.clipstream.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.testing.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MicroBatcherTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  private final List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());

  private List<Integer> doubled(List<Integer> batch) {
    sizes.add(batch.size());
    return batch.stream().map(i -> 2 * i).toList();
  }

  @Test
  void aFullBatchDoesNotWait() throws Exception {
    try (MicroBatcher<Integer, Integer> batcher = new MicroBatcher<>(4, LONG, this::doubled)) {
      List<CompletableFuture<Integer>> results = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        results.add(batcher.submit(i));
      }
      for (int i = 0; i < 8; i++) {
        assertThat(results.get(i).get(1, TimeUnit.MINUTES)).isEqualTo(2 * i);
      }
      assertThat(sizes).containsExactly(4, 4);
    }
  }

  @Test
  void aBatchThatDoesNotFillGoesAfterItsWait() throws Exception {
    Duration wait = Duration.ofMillis(5);
    try (MicroBatcher<Integer, Integer> batcher = new MicroBatcher<>(4, wait, this::doubled)) {
      assertThat(batcher.submit(21).get(1, TimeUnit.MINUTES)).isEqualTo(42);
      assertThat(sizes).containsExactly(1);
    }
  }

  @Test
  void aFailureIsToldToItsBatchAndTheNextOneGoesOn() throws Exception {
    try (MicroBatcher<Integer, Integer> batcher =
        new MicroBatcher<>(1, LONG, b -> List.of(100 / b.get(0)))) {
      assertThat(batcher.submit(0))
          .failsWithin(Duration.ofMinutes(1))
          .withThrowableThat()
          .withCauseInstanceOf(ArithmeticException.class);
      assertThat(batcher.submit(5).get(1, TimeUnit.MINUTES)).isEqualTo(20);
    }
  }

  @Test
  void closingWaitsForTheBatchAtWorkAndCancelsTheRest() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    MicroBatcher<Integer, Integer> batcher =
        new MicroBatcher<>(
            1,
            LONG,
            batch -> {
              started.countDown();
              awaitUninterruptibly(go);
              return batch;
            });
    CompletableFuture<Integer> first = batcher.submit(1);
    CompletableFuture<Integer> second = batcher.submit(2);
    started.await();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> close(batcher));
    Eventually.await("the close").until(() -> batcher.submit(9).isCompletedExceptionally());
    assertThat(closing).isNotDone();
    go.countDown();
    closing.get(1, TimeUnit.MINUTES);
    assertThat(first).isCompletedWithValue(1);
    assertThat(second).isCancelled();
    assertThat(batcher.submit(3)).isCancelled();
  }

  private static void close(MicroBatcher<?, ?> batcher) {
    try {
      batcher.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** As native code: it does not hear interrupts. */
  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // Goes on.
      }
    }
  }
}
