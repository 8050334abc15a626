package io.clipstream.dashboard.review;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Something that takes the longer to make the more there is. What was made is used again for some
 * times as long as it took: so it is new where that costs nothing, and never takes more than a
 * share of the machine. For any thread.
 */
final class Lately<T> {
  private static final int TIMES = 10;

  private final Supplier<T> making;
  private final LongSupplier nanos;
  private T made;
  private long usableUntil;

  /**
   * @param nanos a clock
   */
  Lately(Supplier<T> making, LongSupplier nanos) {
    this.making = making;
    this.nanos = nanos;
  }

  synchronized T get() {
    long begin = nanos.getAsLong();
    if (made == null || begin - usableUntil >= 0) {
      made = making.get();
      long end = nanos.getAsLong();
      usableUntil = end + TIMES * (end - begin);
    }
    return made;
  }
}
