package io.clipstream.operators.generation;

import io.clipstream.model.Devices;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that make generations; a label edit does not wait behind a checkpoint. On the CPU each
 * takes half of the cores at most and gives way to the batches of the generation in service, so
 * that these take less than twice their time meanwhile.
 */
final class Background {
  private static final int CORES = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  private static final AtomicInteger COUNT = new AtomicInteger();

  static final Executor EXECUTOR =
      new ThreadPoolExecutor(
          0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), Background::thread);

  private Background() {}

  private static Thread thread(Runnable work) {
    Thread thread =
        new Thread(() -> onFewCores(work), "clipstream-generation-" + COUNT.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  private static void onFewCores(Runnable work) {
    Devices.limitCores(CORES);
    Devices.giveWay();
    work.run();
  }
}
