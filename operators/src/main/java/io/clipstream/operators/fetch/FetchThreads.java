package io.clipstream.operators.fetch;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of a fetcher. They keep no JVM alive. */
final class FetchThreads {
  private FetchThreads() {}

  /** At most so many, which go when there is nothing to do. */
  static ThreadPoolExecutor workers(int parallel) {
    ThreadPoolExecutor workers =
        new ThreadPoolExecutor(
            parallel,
            parallel,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            named("clipstream-fetch"));
    workers.allowCoreThreadTimeOut(true);
    return workers;
  }

  /** One, for alarms that are nearly always cancelled. */
  static ScheduledThreadPoolExecutor watchdog() {
    ScheduledThreadPoolExecutor watchdog =
        new ScheduledThreadPoolExecutor(1, named("clipstream-fetch-watchdog"));
    watchdog.setRemoveOnCancelPolicy(true);
    return watchdog;
  }

  private static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
