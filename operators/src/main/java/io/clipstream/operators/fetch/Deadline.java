package io.clipstream.operators.fetch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The moment at which a fetch has to be over. */
record Deadline(long nanoTime, Duration allowed) {
  static Deadline in(Duration allowed) {
    return new Deadline(System.nanoTime() + allowed.toNanos(), allowed);
  }

  boolean isOver() {
    return remainingNanos() <= 0;
  }

  long remainingNanos() {
    return nanoTime - System.nanoTime();
  }

  /** Waits; false, at once, if the wait would last beyond the deadline. */
  boolean sleep(Duration wait) throws InterruptedException {
    if (wait.toNanos() >= remainingNanos()) {
      return false;
    }
    TimeUnit.NANOSECONDS.sleep(wait.toNanos());
    return true;
  }

  /** The fault of being late. */
  FetchException fault(String host) {
    return new FetchException(
        FetchFault.TIMEOUT, host + " took longer than fetch.timeout, " + text(allowed));
  }

  static String text(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }
}
