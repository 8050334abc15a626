package io.clipstream.operators.generation;

import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * Things that are costly to make, one for each key however many want it: made in the background on
 * first demand, closed when the last lease is. A failure is told to all who wait and is not kept:
 * the next demand tries again. Thread-safe.
 */
public final class SharedPool<K, V extends AutoCloseable> {
  /** Makes a thing. */
  public interface Maker<V> {
    /**
     * @param abandoned turns true when nobody wants the thing any more
     */
    V make(BooleanSupplier abandoned) throws Exception;
  }

  private static final Log LOG = Log.of(SharedPool.class);

  private static final class Entry<V> {
    final CompletableFuture<V> value = new CompletableFuture<>();
    int leases;
    volatile boolean abandoned;
  }

  private final Map<K, Entry<V>> entries = new HashMap<>();
  private final Executor executor;

  /**
   * @param executor makes the things; one that makes them in the calling thread blocks {@link
   *     #lease}
   */
  public SharedPool(Executor executor) {
    this.executor = executor;
  }

  /**
   * A lease on the thing of this key, which is made if there is none; the caller closes it. Never
   * waits; that the making cannot even begin is told as a failure of it.
   */
  public Lease<V> lease(K key, Maker<V> maker) {
    Entry<V> entry;
    boolean isNew;
    synchronized (this) {
      entry = entries.get(key);
      isNew = entry == null;
      if (isNew) {
        entry = new Entry<>();
        entries.put(key, entry);
      }
      entry.leases++;
    }
    if (isNew) {
      begin(key, entry, maker);
    }
    return lease(key, entry);
  }

  private void begin(K key, Entry<V> entry, Maker<V> maker) {
    try {
      executor.execute(() -> make(key, entry, maker));
    } catch (Throwable failure) { // no thread can be started, say: nobody else will tell
      fail(key, entry, failure);
    }
  }

  private void make(K key, Entry<V> entry, Maker<V> maker) {
    try {
      V made = maker.make(() -> entry.abandoned);
      if (!entry.value.complete(made)) {
        close(made); // the executor has refused the work, and then did it
      }
    } catch (Throwable failure) { // errors too: whoever waits must hear of them
      fail(key, entry, failure);
    }
  }

  private void fail(K key, Entry<V> entry, Throwable failure) {
    synchronized (this) {
      entries.remove(key, entry);
    }
    entry.value.completeExceptionally(failure);
  }

  private Lease<V> lease(K key, Entry<V> entry) {
    return new Lease<>(entry.value, () -> share(key, entry), () -> release(key, entry));
  }

  private synchronized Lease<V> share(K key, Entry<V> entry) {
    if (entry.leases == 0) {
      throw new IllegalStateException("the lease was closed");
    }
    entry.leases++;
    return lease(key, entry);
  }

  private void release(K key, Entry<V> entry) {
    synchronized (this) {
      if (--entry.leases > 0) {
        return;
      }
      entries.remove(key, entry);
      entry.abandoned = true;
    }
    CompletableFuture<Void> unused = entry.value.thenAccept(SharedPool::close);
  }

  /** Whoever gave up the last lease cannot mend it and has things of its own to give up. */
  private static void close(AutoCloseable value) {
    try {
      value.close();
    } catch (Exception | Error e) {
      LOG.with(LogKey.DETAIL, value.getClass().getSimpleName())
          .error("something cannot be closed: what it holds is not freed", e);
    }
  }

  /** Things that are there or being made. */
  public synchronized int size() {
    return entries.size();
  }
}
