package io.clipstream.jobs.sql;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Gathers single items into batches and works on one batch at a time, on a thread of its own. A
 * batch begins when it is full, or when its first item has waited long enough.
 */
final class MicroBatcher<I, O> implements AutoCloseable {
  private record Request<I, O>(I item, CompletableFuture<O> result) {}

  private final int size;
  private final Duration wait;
  private final Function<List<I>, List<O>> work;
  private final BlockingQueue<Request<I, O>> queue = new LinkedBlockingQueue<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "clipstream-sql-batches");
  private volatile boolean closed;

  /**
   * Starts the thread.
   *
   * @param work gives a result for each item, in their order
   */
  MicroBatcher(int size, Duration wait, Function<List<I>, List<O>> work) {
    this.size = size;
    this.wait = wait;
    this.work = work;
    thread.setDaemon(true);
    thread.start();
  }

  /** Puts an item into a batch; the result fails as the work on its batch does. */
  CompletableFuture<O> submit(I item) {
    CompletableFuture<O> result = new CompletableFuture<>();
    queue.add(new Request<>(item, result));
    if (closed) {
      cancelRest();
    }
    return result;
  }

  private void run() {
    try {
      while (!closed) {
        work(next());
      }
    } catch (InterruptedException e) {
      // Closed.
    } finally {
      closed = true; // whatever ended it: what comes now must not wait
      cancelRest();
      ended.complete(null);
    }
  }

  private List<Request<I, O>> next() throws InterruptedException {
    List<Request<I, O>> batch = new ArrayList<>();
    batch.add(queue.take());
    long deadline = System.nanoTime() + wait.toNanos();
    while (batch.size() < size) {
      Request<I, O> more = queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (more == null) {
        break;
      }
      batch.add(more);
    }
    return batch;
  }

  private void work(List<Request<I, O>> batch) {
    try {
      List<O> results = work.apply(batch.stream().map(Request::item).toList());
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).result().complete(results.get(i));
      }
    } catch (RuntimeException | Error e) {
      batch.forEach(request -> request.result().completeExceptionally(e));
    }
  }

  private void cancelRest() {
    for (Request<I, O> rest = queue.poll(); rest != null; rest = queue.poll()) {
      rest.result().completeExceptionally(new CancellationException("the batcher was closed"));
    }
  }

  /** Ends after the batch that is being worked on; what waits is cancelled. Does not wait. */
  void stop() {
    closed = true;
    thread.interrupt();
  }

  /** Completes, on the batches' thread, when no work is done any more. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** Stops, and waits for the batch that is being worked on. */
  @Override
  public void close() throws InterruptedException {
    stop();
    thread.join();
  }
}
