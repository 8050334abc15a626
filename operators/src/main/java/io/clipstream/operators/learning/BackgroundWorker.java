package io.clipstream.operators.learning;

import io.clipstream.model.Devices;
import io.clipstream.schemas.ResourceException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * A thread beside the task's for what is slow, one thing at a time. Outcomes come back on the
 * task's thread, and only that of the work that was begun last. To be called by the task's thread.
 */
final class BackgroundWorker implements AutoCloseable {
  private static final Duration INTERRUPTED = Duration.ofSeconds(10);

  /** Something slow. */
  interface Work<T> {
    T run() throws Exception;
  }

  private final MailboxExecutor mailbox;
  private final Duration patience;
  private Thread thread;
  private Runnable stop = () -> {};
  private long latest;
  private String what = "";

  /**
   * @param patience how long the work at hand may take to end when it is told to
   */
  BackgroundWorker(MailboxExecutor mailbox, Duration patience) {
    this.mailbox = mailbox;
    this.patience = patience;
  }

  /**
   * Begins with some work, as soon as what was begun before has ended.
   *
   * @param what it is, in a few words
   * @param stopping tells the work to end soon; called on any thread, at any time
   * @param done takes what came out
   * @param failed takes why nothing did
   */
  <T> void start(
      String what, Work<T> work, Runnable stopping, Consumer<T> done, Consumer<Throwable> failed) {
    Thread before = thread;
    this.what = what;
    long own = ++latest;
    stop = stopping;
    thread =
        new Thread(
            () -> handOver(what, own, outcome(before, work, done, failed)),
            "clipstream-training-round");
    thread.setDaemon(true);
    thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    thread.start();
  }

  private static <T> Runnable outcome(
      Thread before, Work<T> work, Consumer<T> done, Consumer<Throwable> failed) {
    Devices.giveWay(); // to a tagging job on the same cores
    try {
      if (before != null) {
        before.join();
      }
      T result = work.run();
      return () -> done.accept(result);
    } catch (Exception | Error e) {
      return () -> failed.accept(e);
    }
  }

  private void handOver(String what, long own, Runnable outcome) {
    deliver(
        what,
        () -> {
          if (own == latest) {
            outcome.run();
          }
        });
  }

  /** Fails the task; from any thread. */
  void fail(String reason) {
    deliver(
        reason,
        () -> {
          throw new ResourceException(reason);
        });
  }

  private void deliver(String what, ThrowingRunnable<RuntimeException> mail) {
    try {
      mailbox.execute(mail, what);
    } catch (RejectedExecutionException e) {
      // The task is ending; the state says what to do next time.
    }
  }

  /** What was begun last. */
  String what() {
    return what;
  }

  /** Tells the work at hand to end soon; its outcome is not heard of. */
  void stop() {
    latest++;
    stop.run();
  }

  /** Stops, and waits for the thread to end: beyond the patience it is interrupted. */
  @Override
  public void close() throws InterruptedException {
    stop();
    if (thread != null) {
      thread.join(patience.toMillis());
      thread.interrupt();
      thread.join(INTERRUPTED.toMillis());
    }
  }
}
