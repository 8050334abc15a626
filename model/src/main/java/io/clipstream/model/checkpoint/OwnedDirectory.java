package io.clipstream.model.checkpoint;

import io.clipstream.model.Folders;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.time.Instant;
import java.util.UUID;

/**
 * A temporary directory that goes with its process, however that ends: the next process that makes
 * one of the same kind in the same place deletes it. Beside it lies a file that is locked while its
 * process lives, which the system unlocks when it is killed. A process number alone would not tell:
 * others use it again, and processes in containers that share a folder all have number 1.
 */
public final class OwnedDirectory implements AutoCloseable {
  private static final Log LOG = Log.of(OwnedDirectory.class);
  private static final String LOCK = ".lock";

  private final Path path;
  private final Path lock;
  private final FileChannel held;

  private OwnedDirectory(Path path, Path lock, FileChannel held) {
    this.path = path;
    this.lock = lock;
    this.held = held;
  }

  /**
   * Makes a directory, and deletes those of its kind whose processes are gone.
   *
   * @param parent must exist
   * @param kind what the directory's name begins with
   * @param attributes of the directory
   */
  public static OwnedDirectory create(Path parent, String kind, FileAttribute<?>... attributes)
      throws IOException {
    deleteLeft(parent, kind);
    while (true) {
      String name = kind + process() + "-" + UUID.randomUUID();
      Path lock = parent.resolve(name + LOCK);
      FileChannel held =
          FileChannel.open(lock, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      try {
        if (isOurs(lock, held)) {
          Path path = Files.createDirectory(parent.resolve(name), attributes);
          return new OwnedDirectory(path, lock, held);
        }
        held.close();
      } catch (IOException | RuntimeException e) {
        held.close();
        Files.deleteIfExists(lock);
        throw e;
      }
    }
  }

  /** Not if another process took the file for a left one before it was locked. */
  private static boolean isOurs(Path lock, FileChannel held) throws IOException {
    return held.tryLock() != null && Files.exists(lock, LinkOption.NOFOLLOW_LINKS);
  }

  /** Of one process on a machine, the same for every class loader in it. */
  private static String process() {
    ProcessHandle process = ProcessHandle.current();
    long start = process.info().startInstant().orElse(Instant.EPOCH).toEpochMilli();
    return process.pid() + "-" + start;
  }

  private static void deleteLeft(Path parent, String kind) throws IOException {
    // Files of our own are not even opened: closing one would give up its lock.
    String ours = kind + process() + "-";
    try (DirectoryStream<Path> locks =
        Files.newDirectoryStream(
            parent,
            file -> {
              String name = file.getFileName().toString();
              return name.startsWith(kind) && name.endsWith(LOCK) && !name.startsWith(ours);
            })) {
      for (Path lock : locks) {
        deleteIfLeft(lock);
      }
    }
  }

  private static void deleteIfLeft(Path lock) {
    String name = lock.getFileName().toString();
    Path path = lock.resolveSibling(name.substring(0, name.length() - LOCK.length()));
    try (FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      if (channel.tryLock() == null) {
        return;
      }
      delete(path);
      Files.deleteIfExists(lock);
      LOG.with(LogKey.PATH, path).info("deleted what a process left that is gone");
    } catch (IOException | OverlappingFileLockException e) {
      // Another user's, or just being deleted, by another thread of this process say.
      LOG.with(LogKey.PATH, path).debug("what a process left is left to others", e);
    }
  }

  private static void delete(Path path) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      Folders.delete(path);
    }
  }

  /** The directory. */
  public Path path() {
    return path;
  }

  /** Deletes the directory with all that is in it, unless it has another name by now. */
  @Override
  public void close() throws IOException {
    try {
      delete(path);
    } finally {
      held.close();
      Files.deleteIfExists(lock);
    }
  }
}
