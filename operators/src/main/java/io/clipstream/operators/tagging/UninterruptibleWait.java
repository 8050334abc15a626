package io.clipstream.operators.tagging;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** How a closing task waits for native code, which hears no interrupts. */
public final class UninterruptibleWait {
  /** Longer than any batch takes; Flink gives up on a task that does not end after 180 s. */
  static final Duration USUAL = Duration.ofMinutes(2);

  private UninterruptibleWait() {}

  /**
   * Waits, also if the task is cancelled, but not for ever; an interrupt stays for whoever comes
   * next.
   *
   * @return whether the end came, be it a failure
   */
  public static boolean await(CompletableFuture<?> end) {
    return await(end, USUAL);
  }

  static boolean await(CompletableFuture<?> end, Duration patience) {
    return end.handle((result, failure) -> true)
        .completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }
}
