package io.clipstream.operators.generation;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/** A share in something of the process; it lives until the last share is closed. */
public final class Lease<V> implements AutoCloseable {
  private final CompletableFuture<V> value;
  private final Supplier<Lease<V>> sharing;
  private final Runnable release;
  private final AtomicBoolean closed = new AtomicBoolean();

  Lease(CompletableFuture<V> value, Supplier<Lease<V>> sharing, Runnable release) {
    this.value = value;
    this.sharing = sharing;
    this.release = release;
  }

  /** The thing, once it is made; fails as the making does. */
  public CompletableFuture<V> value() {
    return value;
  }

  /**
   * The thing.
   *
   * @throws java.util.concurrent.CompletionException if it could not be made
   * @throws IllegalStateException if it is not made yet
   */
  public V get() {
    if (!value.isDone()) {
      throw new IllegalStateException("asked for before it is made");
    }
    return value.join();
  }

  /** The same share, whose value is there only once a check has passed and fails as that does. */
  Lease<V> checked(Function<CompletableFuture<V>, CompletableFuture<V>> check) {
    return new Lease<>(check.apply(value), sharing, this::close);
  }

  /** One more lease on the same thing. */
  public Lease<V> share() {
    return sharing.get();
  }

  /** Gives the share up; more than once does nothing more. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      release.run();
    }
  }
}
