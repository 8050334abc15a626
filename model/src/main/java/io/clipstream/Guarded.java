package io.clipstream;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * Native memory that any number of threads use at once. It is freed once, when no call is running
 * any more: memory that is freed under a call would end the process.
 */
final class Guarded<T> implements AutoCloseable {
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final String name;
  private final T value;
  private final Runnable free;
  private boolean closed;

  /**
   * @param name for the message of calls that come too late
   * @param free frees the value
   */
  Guarded(String name, T value, Runnable free) {
    this.name = name;
    this.value = value;
    this.free = free;
  }

  <R> R use(Function<T, R> call) {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the " + name + " is closed");
      }
      return LibraryExceptions.translated(() -> call.apply(value));
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        free.run();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
