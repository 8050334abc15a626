package io.clipstream.model.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;

/** Waits for what other threads and processes bring about; every module's tests wait by it. */
public final class Eventually {
  /** Generous, since a machine may be busy, but less than a test may take. */
  public static final Duration LIMIT = Duration.ofMinutes(4);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

  private Eventually() {}

  /**
   * A wait that begins by looking and then looks less and less often, in the thread of the test,
   * since much of what is looked at belongs to that thread.
   *
   * @param what named in the failure
   */
  public static ConditionFactory await(String what) {
    return await(what, LONGEST_PAUSE);
  }

  /** The same with pauses that grow no longer than {@code longestPause}. */
  public static ConditionFactory await(String what, Duration longestPause) {
    return Awaitility.await(what)
        .atMost(LIMIT)
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval((looks, pause) -> next(pause, longestPause));
  }

  /** Awaitility itself heeds no interrupt, by which the time limit of a test ends it. */
  private static Duration next(Duration pause, Duration longest) {
    if (Thread.currentThread().isInterrupted()) {
      throw new IllegalStateException("the wait is over", new InterruptedException());
    }
    Duration longer = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
    return longer.compareTo(longest) < 0 ? longer : longest;
  }

  /**
   * Waits until {@code condition} holds.
   *
   * @param evidence what to show if it never does
   */
  public static void holds(String what, Callable<Boolean> condition, Supplier<String> evidence) {
    holds(await(what), condition, evidence);
  }

  /** The same with a wait of its own. */
  public static void holds(
      ConditionFactory wait, Callable<Boolean> condition, Supplier<String> evidence) {
    try {
      wait.until(condition);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(e.getMessage() + "\n" + evidence.get(), e);
    }
  }

  /**
   * Tries an assertion until it holds, and gives what it gives. In the failure stands what it said
   * last.
   */
  public static <T> T asserted(Callable<T> assertion) {
    AtomicReference<T> given = new AtomicReference<>();
    await("an assertion").ignoreExceptions().untilAsserted(() -> given.set(assertion.call()));
    return given.get();
  }
}
