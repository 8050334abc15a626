package io.clipstream.operators.generation;

import io.clipstream.model.checkpoint.OwnedDirectory;
import io.clipstream.schemas.ResourceException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;

/**
 * Copies a directory of a remote file system into a temporary one, on a thread of its own: a store
 * that stops answering may hold that thread for ever, and nothing in Java breaks it off, but
 * whoever waits hears that nothing comes.
 */
final class RemoteCopy {
  private static final String UNWANTED = "nobody wants the checkpoint any more";
  private static final String KIND = "clipstream-checkpoint-";

  /** A checkpoint has a dozen files; whatever has more is none. */
  private static final int MAX_FILES = 1_000;

  /** Threads that copy from one store, or hang: more would only hang as well. */
  private static final int MAX_THREADS = 16;

  private static final long LOOK_MILLIS = 50;
  private static final Map<String, Integer> THREADS = new ConcurrentHashMap<>();

  private final URI uri;
  private final CompletableFuture<OwnedDirectory> end = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "clipstream-checkpoint-copy");
  private volatile long lastNews = System.nanoTime();

  private RemoteCopy(URI uri) {
    this.uri = uri;
    thread.setDaemon(true);
  }

  /**
   * The copy; the caller closes it.
   *
   * @param abandoned turns true when nobody wants it any more
   * @param silence how long the store may send nothing
   * @throws ResourceException if there is no such directory
   * @throws IOException if it cannot be read, or the store does not answer
   */
  static OwnedDirectory make(URI uri, BooleanSupplier abandoned, Duration silence)
      throws IOException {
    if (abandoned.getAsBoolean()) {
      throw new IOException(UNWANTED);
    }
    RemoteCopy copy = new RemoteCopy(uri);
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

  private void run() {
    try {
      OwnedDirectory directory = fetched();
      if (!end.complete(directory)) {
        directory.close();
      }
    } catch (Throwable failure) { // errors too: whoever waits must hear of them
      end.completeExceptionally(failure);
    } finally {
      countDown();
    }
  }

  private OwnedDirectory fetched() throws IOException {
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    OwnedDirectory directory = OwnedDirectory.create(parent, KIND, forOurselves(parent));
    try {
      fetchInto(directory.path());
      return directory;
    } catch (IOException | RuntimeException | Error e) {
      directory.close();
      throw e;
    }
  }

  private static FileAttribute<?>[] forOurselves(Path parent) {
    return parent.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  private void fetchInto(Path directory) throws IOException {
    FileSystem files = FileSystem.get(uri);
    FileStatus[] found;
    try {
      found = files.listStatus(new org.apache.flink.core.fs.Path(uri));
    } catch (FileNotFoundException e) {
      throw new ResourceException(uri + ": expected a checkpoint directory, found none", e);
    }
    if (found == null || found.length == 0 || found.length > MAX_FILES) {
      throw new ResourceException(
          "%s: expected a checkpoint directory of 1 to %d files, found %d"
              .formatted(uri, MAX_FILES, found == null ? 0 : found.length));
    }
    for (FileStatus file : found) {
      if (!file.isDir()) {
        fetch(files, file, directory);
      }
    }
  }

  private void fetch(FileSystem files, FileStatus file, Path directory) throws IOException {
    lastNews = System.nanoTime();
    Path target = directory.resolve(Path.of(file.getPath().getName()).getFileName());
    byte[] buffer = new byte[1 << 20];
    try (InputStream in = files.open(file.getPath());
        OutputStream out = Files.newOutputStream(target)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (end.isDone()) {
          throw new InterruptedIOException("given up");
        }
        out.write(buffer, 0, n);
        lastNews = System.nanoTime();
      }
    }
  }
}
