package io.clipstream.operators.generation;

import io.clipstream.model.checkpoint.Integrity;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;

/**
 * Copies a directory of a remote file system into a temporary one, on a thread of its own: a store
 * that stops answering may hold that thread for ever, and nothing in Java breaks it off, but
 * whoever waits hears that nothing comes.
 */
final class RemoteCopy {
  static final String UNWANTED = "nobody wants the checkpoint any more";
  private static final String KIND = "clipstream-checkpoint-";

  /** A checkpoint has a dozen files; whatever has more is none. */
  private static final int MAX_FILES = 1_000;

  /** Threads that copy from one store, or hang: more would only hang as well. */
  private static final int MAX_THREADS = 16;

  private static final long LOOK_MILLIS = 50;
  private static final Map<String, Integer> THREADS = new ConcurrentHashMap<>();
  private static final Map<URI, RemoteCopy> RUNNING = new ConcurrentHashMap<>();

  private final URI uri;
  private final Path parent;
  private final DownloadSettings settings;
  private final Runnable progress;
  private final CompletableFuture<OwnedDirectory> end = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "clipstream-checkpoint-copy");
  private volatile long lastNews = System.nanoTime();
  private long beganNanos;
  private volatile long bytes;
  private volatile long allBytes;

  private RemoteCopy(URI uri, Path parent, DownloadSettings settings, Runnable progress) {
    this.uri = uri;
    this.parent = parent;
    this.settings = settings;
    this.progress = progress;
    thread.setDaemon(true);
  }

  /**
   * The copy; the caller closes it.
   *
   * @param parent takes the temporary directory
   * @param abandoned turns true when nobody wants it any more
   * @param silence how long the store may send nothing
   * @throws ResourceException if there is no such directory
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
    return Optional.ofNullable(RUNNING.get(uri))
        .map(
            copy ->
                "fetching %s: %d of %d MB"
                    .formatted(uri, copy.bytes / 1_000_000, copy.allBytes / 1_000_000));
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
      fetchInto(directory.path());
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

  private void fetchInto(Path directory) throws IOException {
    if (!settings.jitter().isZero()) {
      pause(ThreadLocalRandom.current().nextLong(settings.jitter().toMillis() + 1));
    }
    beganNanos = System.nanoTime();
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
    allBytes = Stream.of(found).mapToLong(FileStatus::getLen).sum();
    for (FileStatus file : found) {
      if (!file.isDir()) {
        fetch(files, file.getPath(), directory);
      }
    }
    fetchUnlisted(files, directory);
  }

  /**
   * Some stores list a file later than they read it. What the hashes name is asked for by its name;
   * without them, or it, the checkpoint is still being written, or its upload was cut off.
   */
  private void fetchUnlisted(FileSystem files, Path directory) throws IOException {
    require(files, Integrity.FILE, directory, "which is written last");
    for (String name : Integrity.listed(directory).keySet()) {
      require(files, name, directory, "which its " + Integrity.FILE + " names");
    }
  }

  private void require(FileSystem files, String name, Path directory, String why)
      throws IOException {
    if (!Files.exists(directory.resolve(name))) {
      try {
        fetch(files, new org.apache.flink.core.fs.Path(uri + "/" + name), directory);
      } catch (FileNotFoundException e) {
        throw new ResourceException(
            "%s: half a checkpoint, without %s, %s: it is still being written, or its upload was cut off"
                .formatted(uri, name, why),
            e);
      }
    }
  }

  private void fetch(FileSystem files, org.apache.flink.core.fs.Path file, Path directory)
      throws IOException {
    news();
    Path target = directory.resolve(Path.of(file.getName()).getFileName());
    byte[] buffer = new byte[1 << 20];
    try (InputStream in = files.open(file);
        OutputStream out = Files.newOutputStream(target)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (end.isDone()) {
          throw new InterruptedIOException("given up");
        }
        out.write(buffer, 0, n);
        fetched(n);
        keepToRate();
        news();
      }
    }
  }

  private void news() {
    lastNews = System.nanoTime();
    progress.run();
  }

  /** By one thread. */
  private void fetched(int read) {
    long now = bytes + read;
    bytes = now;
  }

  private void keepToRate() throws IOException {
    if (settings.bytesPerSecond() > 0) {
      double due = 1e3 * bytes / settings.bytesPerSecond();
      pause((long) due - (System.nanoTime() - beganNanos) / 1_000_000);
    }
  }

  /** Waits without being taken for a store that does not answer. */
  private void pause(long millis) throws IOException {
    long until = System.nanoTime() + Duration.ofMillis(millis).toNanos();
    try {
      for (long left = millis; left > 0; left = (until - System.nanoTime()) / 1_000_000) {
        Thread.sleep(Math.min(left, LOOK_MILLIS));
        news();
        if (end.isDone()) {
          throw new InterruptedIOException("given up");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("given up");
    }
  }
}
