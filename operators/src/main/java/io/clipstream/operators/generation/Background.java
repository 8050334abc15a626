package io.clipstream.operators.generation;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that make generations; a label edit does not wait behind a checkpoint. */
final class Background {
  private static final AtomicInteger COUNT = new AtomicInteger();

  static final Executor EXECUTOR =
      new ThreadPoolExecutor(
          0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), Background::thread);

  private Background() {}

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "clipstream-generation-" + COUNT.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }
}
