package io.clipstream.jobs.embedded;

import io.clipstream.model.ModelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Holds a directory for one broker. Kafka's own lock comes too late: a second controller has
 * written into the metadata log before the second broker sees it.
 */
final class DirectoryLock implements AutoCloseable {
  private final FileChannel channel; // closing it releases the lock

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock; the directory is made if it is not there.
   *
   * @throws ModelException if it is held already, or the directory cannot be written to
   */
  static DirectoryLock take(Path directory) {
    FileChannel channel = open(directory);
    try {
      if (channel.tryLock() != null) {
        return new DirectoryLock(channel);
      }
    } catch (IOException | OverlappingFileLockException e) {
      close(channel);
      throw inUse(directory, e);
    }
    close(channel);
    throw inUse(directory, null);
  }

  private static FileChannel open(Path directory) {
    try {
      Files.createDirectories(directory);
      return FileChannel.open(
          directory.resolve("clipstream.lock"),
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new ModelException(
          directory + ": cannot hold Kafka's data: " + e + "; choose another directory", e);
    }
  }

  private static ModelException inUse(Path directory, Exception cause) {
    return new ModelException(
        directory + ": in use by another broker; stop it or choose another directory", cause);
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close a lock file", e);
    }
  }

  @Override
  public void close() {
    close(channel);
  }
}
