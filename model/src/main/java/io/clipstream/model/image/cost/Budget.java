package io.clipstream.model.image.cost;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/**
 * What one picture may still cost. Memory is charged before it is taken; time is the decoding
 * thread's processor time, so that a picture is not turned away for what other threads do. Belongs
 * to one thread.
 */
public final class Budget {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final boolean COUNTS_PROCESSOR_TIME = THREADS.isCurrentThreadCpuTimeSupported();

  /** Looking at the clock takes about as long as decoding some hundred pixels. */
  private static final int STEPS_A_LOOK = 64;

  private final long memory;
  private final Duration time;
  private final long start = now();
  private long reserved;
  private long earmarked;
  private int steps;

  /**
   * @param memory in bytes, heap and native together
   * @param time of the decoding thread, from now on
   */
  public Budget(long memory, Duration time) {
    this.memory = memory;
    this.time = time;
  }

  /**
   * Charges memory that is about to be taken.
   *
   * @throws OverBudget if it is more than is left
   */
  public void reserve(long bytes) {
    reserved += bytes;
    if (reserved > memory) {
      throw new OverBudget(
          "decoding takes " + mebibytes(reserved) + " MiB, limit is " + mebibytes(memory) + " MiB");
    }
  }

  /** Charges memory for things whose number shows only as they are read; they {@link #draw} it. */
  public void earmark(long bytes) {
    reserve(bytes);
    earmarked += bytes;
  }

  /**
   * Takes from what was earmarked.
   *
   * @throws OverBudget if it is more than is left
   */
  public void draw(long bytes) {
    earmarked -= bytes;
    if (earmarked < 0) {
      throw new OverBudget("tables and codes take more memory than a picture of its size may have");
    }
  }

  /** Takes back what was charged: all of it has been let go. */
  public void letGo() {
    reserved = 0;
    earmarked = 0;
  }

  /** The bytes charged so far. */
  public long reserved() {
    return reserved;
  }

  /**
   * Looks at the clock.
   *
   * @throws OverBudget if the time is up
   */
  public void check() {
    if (now() - start > time.toNanos()) {
      throw new OverBudget("decoding takes longer than " + time.toMillis() + " ms");
    }
  }

  /** For frequent small steps: looks at the clock now and then. */
  public void step() {
    if (++steps % STEPS_A_LOOK == 0) {
      check();
    }
  }

  private static long now() {
    return COUNTS_PROCESSOR_TIME ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
  }

  private static long mebibytes(long bytes) {
    return (bytes + (1 << 20) - 1) >> 20;
  }
}
