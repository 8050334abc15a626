package io.clipstream.cli.local;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Holds back the end of the JVM on SIGTERM or Ctrl-C until the work under way is put away: asks it
 * to stop, then waits for {@link #close}. Waiting for the main thread instead would not do, as that
 * thread may itself be waiting in {@code System.exit} for the hooks to end.
 */
public final class GracefulStop implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 120;

  private final Runnable request;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stopAndWait, "clipstream-stop");
  private volatile boolean requested;

  /**
   * @param request asks the work to stop; called by another thread, at most once
   */
  public GracefulStop(Runnable request) {
    this.request = request;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void stopAndWait() {
    requested = true;
    request.run();
    try {
      ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the JVM is on its way out. */
  public boolean isRequested() {
    return requested;
  }

  /** The work has ended: the JVM may go. */
  @Override
  public void close() {
    ended.countDown();
    if (!requested) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The JVM began to end just now; the hook finds the work done.
      }
    }
  }
}
