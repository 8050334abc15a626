package io.clipstream.operators.generation;

import io.clipstream.model.checkpoint.Integrity;
import io.clipstream.schemas.ResourceException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;

/**
 * The files of a checkpoint on a remote file system: which there are, and how fast they may be
 * read. By one thread, whose progress others may ask for.
 */
final class RemoteFiles {
  /** Who waits for the files. */
  interface Watch {
    /**
     * Something came, or a limit holds it back.
     *
     * @throws InterruptedIOException if nobody waits any more
     */
    void news() throws InterruptedIOException;
  }

  /** A checkpoint has a dozen files; whatever has more is none. */
  private static final int MAX_FILES = 1_000;

  private static final long LOOK_MILLIS = 50;

  private final URI uri;
  private final DownloadSettings settings;
  private final Watch watch;
  private long beganNanos;
  private volatile long bytes;
  private volatile long allBytes;

  RemoteFiles(URI uri, DownloadSettings settings, Watch watch) {
    this.uri = uri;
    this.settings = settings;
    this.watch = watch;
  }

  /** How far they are, for people. */
  String progress() {
    return "fetching %s: %d of %d MB".formatted(uri, bytes / 1_000_000, allBytes / 1_000_000);
  }

  /**
   * Copies them all.
   *
   * @throws ResourceException if there is no such directory, or half of a checkpoint
   * @throws IOException if it cannot be read, or nobody waits any more
   */
  void fetchInto(Path directory) throws IOException {
    if (!settings.jitter().isZero()) {
      pause(ThreadLocalRandom.current().nextLong(settings.jitter().toMillis() + 1));
    }
    beganNanos = System.nanoTime();
    FileSystem files = FileSystem.get(uri);
    FileStatus[] found = list(files);
    allBytes = Stream.of(found).mapToLong(FileStatus::getLen).sum();
    for (FileStatus file : found) {
      if (!file.isDir()) {
        fetch(files, file.getPath(), directory);
      }
    }
    fetchUnlisted(files, directory);
  }

  private FileStatus[] list(FileSystem files) throws IOException {
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
    return found;
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
    watch.news();
    Path target = directory.resolve(Path.of(file.getName()).getFileName());
    byte[] buffer = new byte[1 << 20];
    try (InputStream in = files.open(file);
        OutputStream out = Files.newOutputStream(target)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        count(n);
        keepToRate();
        watch.news();
      }
    }
  }

  private void count(int read) {
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
        watch.news();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("given up");
    }
  }
}
