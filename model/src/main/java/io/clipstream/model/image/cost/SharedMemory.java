package io.clipstream.model.image.cost;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;

/**
 * The memory that all pictures of this process may take at one time, however many threads decode
 * them: half of the heap. A picture waits for its share before any of it is taken, and takes it
 * whole, so that no two wait for each other.
 */
public final class SharedMemory {
  /** That of this process. */
  public static final SharedMemory HEAP = new SharedMemory(Runtime.getRuntime().maxMemory() / 2);

  private static final int UNIT = 1024;

  private final int units;
  private final Semaphore free;

  /**
   * @param bytes for all pictures together
   */
  public SharedMemory(long bytes) {
    this.units = (int) Math.min(Integer.MAX_VALUE, bytes / UNIT);
    this.free = new Semaphore(units, true);
  }

  /**
   * Waits until {@code bytes} are free and takes them.
   *
   * @throws OverBudget if there will never be so many
   * @throws CancellationException if the thread is interrupted, which it is still afterwards
   */
  public Share take(long bytes) {
    int share = (int) Math.min(Integer.MAX_VALUE, bytes / UNIT + 1);
    if (share > units) {
      throw new OverBudget(
          "decoding takes "
              + (bytes >> 20)
              + " MiB, and half of the heap, which pictures may take, is "
              + (units >> 10)
              + " MiB");
    }
    try {
      free.acquire(share); // whoever holds a share gives it back within the time limit
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted before memory for a picture was free");
    }
    return () -> free.release(share);
  }

  /** Memory that a picture holds. */
  @FunctionalInterface
  public interface Share extends AutoCloseable {
    @Override
    void close();
  }
}
