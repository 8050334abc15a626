package io.clipstream.dashboard.http;

import io.clipstream.schemas.ClipstreamException;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * Takes a new certificate while the server runs: connections from then on have it. What cannot be
 * used is said, and the old one serves on; so does it between the writing of certificate and key.
 */
final class TlsReload implements AutoCloseable {
  private static final Log LOG = Log.of(TlsReload.class);
  private static final long EVERY_SECONDS = 5;

  private final Tls tls;
  private final SslContextFactory.Server context;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "dashboard-tls");
            made.setDaemon(true);
            return made;
          });
  private FileStamp stamp;

  /** Of files that are read for the first time now. */
  TlsReload(Tls tls) {
    this.tls = tls;
    this.stamp = tls.stamp(); // before they are read: a change meanwhile is seen
    this.context = tls.context();
  }

  SslContextFactory.Server context() {
    return context;
  }

  void start() {
    ScheduledFuture<?> unused =
        thread.scheduleWithFixedDelay(this::look, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  /** Looks whether the files are others, and takes them if so. */
  void look() {
    FileStamp now = tls.stamp();
    if (now.equals(stamp)) {
      return;
    }
    stamp = now;
    try {
      tls.context(); // can they be used at all?
      context.reload(tls::into);
      LOG.with(LogKey.PATH, tls).info("the certificate was read anew");
    } catch (ClipstreamException e) {
      LOG.with(LogKey.ERROR, e.getMessage()).error("the old certificate serves on");
    } catch (Exception e) {
      LOG.error("the new certificate cannot be used", e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
