package io.clipstream.operators.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class SharedPoolTest {
  /** Something that knows whether it was closed. */
  private static final class Thing implements AutoCloseable {
    private boolean isClosed;

    @Override
    public void close() {
      assertThat(isClosed).isFalse();
      isClosed = true;
    }
  }

  private final Deque<Runnable> work = new ArrayDeque<>();
  private final SharedPool<String, Thing> pool = new SharedPool<>(work::add);

  private Lease<Thing> lease(String key) {
    return pool.lease(key, abandoned -> new Thing());
  }

  @Test
  void allWhoWantAThingShareOneUntilTheLastGivesItUp() {
    Lease<Thing> first = lease("a");
    Lease<Thing> second = lease("a");
    assertThat(work).hasSize(1);
    work.remove().run();
    Thing thing = first.get();
    assertThat(second.get()).isSameAs(thing);
    Lease<Thing> third = second.share();
    first.close();
    first.close();
    second.close();
    assertThat(thing.isClosed).isFalse();
    third.close();
    assertThat(thing.isClosed).isTrue();
    assertThat(pool.size()).isZero();
  }

  @Test
  void aThingThatNobodyWaitsForIsClosedWhenItIsMade() {
    Lease<Thing> lease = lease("a");
    lease.close();
    assertThat(pool.size()).isZero();
    work.remove().run();
    assertThat(lease.get().isClosed).isTrue();
  }

  @Test
  void theMakerHearsThatItIsAbandoned() {
    boolean[] seen = new boolean[1];
    Lease<Thing> lease =
        pool.lease(
            "a",
            abandoned -> {
              seen[0] = abandoned.getAsBoolean();
              return new Thing();
            });
    lease.close();
    work.remove().run();
    assertThat(seen[0]).isTrue();
  }

  @Test
  void whatIsMadeAlthoughTheWorkWasRefusedIsClosed() {
    Thing thing = new Thing();
    SharedPool<String, Thing> refusing =
        new SharedPool<>(
            queued -> {
              work.add(queued);
              throw new OutOfMemoryError("unable to create native thread");
            });
    try (Lease<Thing> lease = refusing.lease("a", abandoned -> thing)) {
      work.remove().run();
      assertThat(lease.value()).isCompletedExceptionally();
      assertThat(thing.isClosed).isTrue();
    }
  }

  @Test
  void afterAFailureTheNextDemandTriesAgain() {
    Lease<Thing> failed =
        pool.lease(
            "a",
            abandoned -> {
              throw new IOException("no");
            });
    work.remove().run();
    assertThatThrownBy(failed::get).hasRootCauseInstanceOf(IOException.class);
    Lease<Thing> next = lease("a");
    work.remove().run();
    assertThat(next.get().isClosed).isFalse();
    failed.close();
    assertThat(next.get().isClosed).isFalse();
    next.close();
    assertThat(pool.size()).isZero();
  }

  @Test
  void thatTheMakingCannotBeginIsToldToAllWhoWaitAndTheNextDemandTriesAgain() {
    for (Throwable refusal :
        List.of(
            new OutOfMemoryError("unable to create native thread"),
            new RejectedExecutionException("shut down"))) {
      Deque<Throwable> refusals = new ArrayDeque<>(List.of(refusal));
      SharedPool<String, Thing> pool =
          new SharedPool<>(
              task -> {
                if (!refusals.isEmpty()) {
                  throw sneaky(refusals.remove());
                }
                task.run();
              });
      Lease<Thing> failed = pool.lease("a", abandoned -> new Thing());
      assertThatThrownBy(failed::get).hasCause(refusal);
      assertThat(pool.size()).isZero();
      Lease<Thing> next = pool.lease("a", abandoned -> new Thing());
      failed.close();
      assertThat(next.get().isClosed).isFalse();
      next.close();
      assertThat(pool.size()).isZero();
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> RuntimeException sneaky(Throwable failure) throws T {
    throw (T) failure;
  }

  @Test
  void whoGivesUpTheLastLeaseIsNotToldThatTheThingCouldNotBeClosed() {
    SharedPool<String, AutoCloseable> stubborn = new SharedPool<>(Runnable::run);
    Lease<AutoCloseable> lease =
        stubborn.lease(
            "a",
            abandoned ->
                () -> {
                  throw new IOException("no");
                });
    assertThatCode(lease::close).doesNotThrowAnyException();
    assertThat(stubborn.size()).isZero();
  }
}
