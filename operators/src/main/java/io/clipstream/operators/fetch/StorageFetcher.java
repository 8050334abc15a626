package io.clipstream.operators.fetch;

import io.clipstream.control.places.AllowedPlaces;
import io.clipstream.control.places.StoragePlace;
import io.clipstream.schemas.SettingException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.util.IOUtils;

/** Reads from whatever file systems Flink knows. Thread-safe. */
final class StorageFetcher {
  private final AllowedPlaces places;
  private final BoundedBody body;
  private final ScheduledExecutorService watchdog;

  /**
   * Reads from below the prefixes of the settings.
   *
   * @throws SettingException if the file system of one is not there
   */
  StorageFetcher(FetchSettings settings, ScheduledExecutorService watchdog) {
    this.places = settings.allowed().places();
    this.body = new BoundedBody(settings.limits().maxBytes());
    this.watchdog = watchdog;
    places.directories().forEach(StorageFetcher::checkThere);
  }

  private static void checkThere(StoragePlace prefix) {
    try {
      boolean there =
          prefix.isLocal()
              ? Files.isDirectory(prefix.local())
              : FileSystem.get(path(prefix, prefix.path()).toUri()) != null;
      if (!there) {
        throw new NoSuchFileException(prefix.path());
      }
    } catch (IOException e) {
      throw new SettingException(
          "fetch.allowed-prefixes: %s%s cannot be read here: %s"
              .formatted(prefix.store(), prefix.path(), e.getMessage()),
          e);
    }
  }

  /** All bytes of a file that the allow-list covers. */
  byte[] read(StoragePlace file, Deadline deadline) throws FetchException {
    String store = file.store();
    try {
      return file.isLocal() ? readLocal(file, deadline) : readRemote(file, deadline);
    } catch (FileNotFoundException | NoSuchFileException e) {
      throw notFound(store, e);
    } catch (IOException e) {
      throw deadline.isOver()
          ? deadline.fault(store)
          : new FetchException(FetchFault.STORAGE_FAILED, store + " failed: " + kind(e), e);
    }
  }

  /** By the platform's own means, which know names that the locale cannot spell. */
  private byte[] readLocal(StoragePlace file, Deadline deadline)
      throws IOException, FetchException {
    Path real = real(file);
    body.checkLength(Files.size(real), file.store());
    try (InputStream in = Files.newInputStream(real)) {
      return read(in, file.store(), deadline);
    }
  }

  private byte[] readRemote(StoragePlace file, Deadline deadline)
      throws IOException, FetchException {
    org.apache.flink.core.fs.Path path = path(file, file.path());
    FileSystem files = FileSystem.get(path.toUri());
    FileStatus status = files.getFileStatus(path);
    if (status.isDir()) {
      throw notFound(file.store(), new FileNotFoundException("a directory"));
    }
    body.checkLength(status.getLen(), file.store());
    try (FSDataInputStream in = files.open(path)) {
      return read(in, file.store(), deadline);
    }
  }

  private byte[] read(InputStream in, String store, Deadline deadline)
      throws IOException, FetchException {
    Future<?> alarm =
        watchdog.schedule(
            () -> IOUtils.closeQuietly(in), deadline.remainingNanos(), TimeUnit.NANOSECONDS);
    try {
      return body.read(in, deadline, store);
    } finally {
      alarm.cancel(false);
    }
  }

  /** Where a local file lies once symbolic links are followed; that too must be allowed. */
  private Path real(StoragePlace file) throws IOException, FetchException {
    Path real = resolve(file).orElseThrow(() -> UriGuard.pathNotAllowed(file));
    // Reading a device or a pipe might never end.
    if (!Files.isRegularFile(real)) {
      throw notFound(file.store(), new FileNotFoundException("no regular file"));
    }
    return real;
  }

  private Optional<Path> resolve(StoragePlace file) throws IOException, FetchException {
    try {
      return places.real(file.local());
    } catch (InvalidPathException e) {
      // A character that file names of this locale do not have.
      throw notFound(file.store(), new NoSuchFileException(e.getReason()));
    } catch (java.nio.file.FileSystemException e) {
      // A file taken for a directory, a name too long: the store is well and the path is not.
      throw notFound(file.store(), e);
    }
  }

  private static FetchException notFound(String store, IOException e) {
    return new FetchException(FetchFault.NOT_FOUND, store + " has no such file: " + kind(e), e);
  }

  /** Without the path, which may hold what nobody wants in a log. */
  private static String kind(IOException e) {
    return e.getClass().getSimpleName();
  }

  private static org.apache.flink.core.fs.Path path(StoragePlace place, String path) {
    return new org.apache.flink.core.fs.Path(place.scheme(), place.authority(), path);
  }
}
