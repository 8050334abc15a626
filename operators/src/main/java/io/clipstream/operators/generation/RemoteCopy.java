package io.clipstream.operators.generation;

import io.clipstream.model.checkpoint.OwnedDirectory;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Copies a directory of a remote file system into a temporary one, on a thread of its own: a store
 * that stops answering may hold that thread for ever, and nothing in Java breaks it off, but
 * whoever waits hears that nothing comes.
 */
final class RemoteCopy {
  static final String UNWANTED = "nobody wants the checkpoint any more";
  private static final String KIND = "clipstream-checkpoint-";

  /** Threads that copy from one store, or hang: more would only hang as well. */
  private static final int MAX_THREADS = 16;

  private static final long LOOK_MILLIS = 50;
  private static final Map<String, Integer> THREADS = new ConcurrentHashMap<>();
  private static final Map<URI, RemoteCopy> RUNNING = new ConcurrentHashMap<>();

  private final URI uri;
  private final Path parent;
  private final RemoteFiles files;
  private final Runnable progress;
  private final CompletableFuture<OwnedDirectory> end = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "clipstream-checkpoint-copy");
  private volatile long lastNews = System.nanoTime();

  private RemoteCopy(URI uri, Path parent, DownloadSettings settings, Runnable progress) {
    this.uri = uri;
    this.parent = parent;
    this.files = new RemoteFiles(uri, settings, this::news);
    this.progress = progress;
    thread.setDaemon(true);
  }

  /**
   * The copy; the caller closes it.
   *
   * @param parent takes the temporary directory
   * @param abandoned turns true when nobody wants it any more
   * @param silence how long the store may send nothing
   * @throws io.clipstream.schemas.ResourceException if there is no such directory
   * @throws IOException if it cannot be read, or the store does not answer
   */
  static OwnedDirectory make(
      URI uri, Path parent, DownloadSettings settings, BooleanSupplier abandoned, Duration silence)
      throws IOException {
    return make(uri, parent, settings, abandoned, silence, () -> {});
  }

  /**
   * @param progress is called as bytes come, or while a limit holds them back, by one thread
   */
  static OwnedDirectory make(
      URI uri,
      Path parent,
      DownloadSettings settings,
      BooleanSupplier abandoned,
      Duration silence,
      Runnable progress)
      throws IOException {
    if (abandoned.getAsBoolean()) {
      throw new IOException(UNWANTED);
    }
    RemoteCopy copy = new RemoteCopy(uri, parent, settings, progress);
    copy.start();
    return copy.await(abandoned, silence);
  }

  private void start() throws IOException {
    if (THREADS.merge(store(), 1, Integer::sum) > MAX_THREADS) {
      countDown();
      throw new IOException(
          "%s: not copied, since %d earlier copies still wait for a store that does not answer"
              .formatted(uri, MAX_THREADS));
    }
    try {
      thread.start();
    } catch (Error e) { // no more threads in this process
      countDown();
      throw e;
    }
  }

  private String store() {
    return uri.getScheme() + "://" + uri.getAuthority();
  }

  private void countDown() {
    THREADS.computeIfPresent(store(), (store, threads) -> threads == 1 ? null : threads - 1);
  }

  private OwnedDirectory await(BooleanSupplier abandoned, Duration silence) throws IOException {
    while (true) {
      if (abandoned.getAsBoolean()) {
        giveUp(new IOException(UNWANTED));
      } else if (System.nanoTime() - lastNews > silence.toNanos()) {
        giveUp(
            new IOException(
                uri + ": the store has sent nothing for " + silence.toMillis() / 1e3 + " s"));
      }
      try {
        return end.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        // Looks again.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        giveUp(new InterruptedIOException("copying " + uri));
      } catch (ExecutionException e) {
        throw thrown(e.getCause());
      }
    }
  }

  /** The thread deletes what it has copied, when it can. */
  private void giveUp(IOException why) {
    if (end.completeExceptionally(why)) {
      thread.interrupt();
    }
  }

  private static IOException thrown(Throwable failure) {
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    return (IOException) failure;
  }

  /** How far the copy of a directory is, for people, if it is being made in this process. */
  static Optional<String> progress(URI uri) {
    return Optional.ofNullable(RUNNING.get(uri)).map(copy -> copy.files.progress());
  }

  private void run() {
    try {
      RUNNING.put(uri, this);
      OwnedDirectory directory = fetched();
      if (!end.complete(directory)) {
        directory.close();
      }
    } catch (Throwable failure) { // errors too: whoever waits must hear of them
      end.completeExceptionally(failure);
    } finally {
      RUNNING.remove(uri, this);
      countDown();
    }
  }

  private OwnedDirectory fetched() throws IOException {
    OwnedDirectory directory = OwnedDirectory.create(parent, KIND, forOurselves(parent));
    try {
      files.fetchInto(directory.path());
      return directory;
    } catch (IOException | RuntimeException | Error e) {
      directory.close();
      throw e;
    }
  }

  static FileAttribute<?>[] forOurselves(Path parent) {
    return parent.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  /** Something came, or is held back on purpose. */
  private void news() throws InterruptedIOException {
    if (end.isDone()) {
      throw new InterruptedIOException("given up");
    }
    lastNews = System.nanoTime();
    progress.run();
  }
}
