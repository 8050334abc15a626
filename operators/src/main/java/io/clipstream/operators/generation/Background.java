package io.clipstream.operators.generation;

import io.clipstream.model.Devices;
import io.clipstream.schemas.logging.Log;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that make generations; a label edit does not wait behind a checkpoint. On the CPU each
 * takes half of the cores at most and gives way to the batches of the generation in service, so
 * that these take less than twice their time meanwhile.
 */
public final class Background {
  private static final Log LOG = Log.of(Background.class);

  private static final int CORES = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  /** One more than there are checkpoints in a swap, each of which encodes one large set at most. */
  private static final int ENCODERS = 3;

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Map<String, Executor> QUEUES = new ConcurrentHashMap<>();

  /** Loads checkpoints: few at once, each of which may wait long for its files. */
  static final Executor LOADERS = threads(0, Integer.MAX_VALUE, new SynchronousQueue<>());

  private Background() {}

  /** Encodes label sets: the one queue of a device, however many sets and jobs there are. */
  static Executor encoders(String device) {
    return QUEUES.computeIfAbsent(
        device, name -> threads(ENCODERS, ENCODERS, new LinkedBlockingQueue<>()));
  }

  private static Executor threads(int core, int max, BlockingQueue<Runnable> queue) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(core, max, 5, TimeUnit.SECONDS, queue, Background::thread);
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  private static Thread thread(Runnable work) {
    return unstarted(work, "clipstream-generation-" + COUNT.incrementAndGet());
  }

  /** Such a thread for one piece of work, not started yet. */
  public static Thread unstarted(Runnable work, String name) {
    Thread thread = new Thread(() -> onFewCores(work), name);
    thread.setDaemon(true);
    return thread;
  }

  /** The work is done all the same where the system refuses: somebody waits for it. */
  private static void onFewCores(Runnable work) {
    try {
      Devices.limitCores(CORES);
      Devices.giveWay();
    } catch (RuntimeException | Error e) {
      LOG.warn("a thread that makes generations takes as many cores as the others", e);
    }
    work.run();
  }
}
