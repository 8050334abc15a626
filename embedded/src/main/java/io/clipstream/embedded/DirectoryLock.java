package io.clipstream.embedded;

import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Holds a directory for one process, until it is closed or the process is gone. */
public final class DirectoryLock implements AutoCloseable {
  private final FileChannel channel; // closing it releases the lock

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock; the directory is made if it is not there, and closed to other users.
   *
   * @param content what the directory holds, for messages
   * @param user what uses such a directory, for messages
   * @throws ResourceException if it is held already, or the directory cannot be written to
   */
  public static DirectoryLock take(Path directory, String content, String user) {
    FileChannel channel = open(directory, content);
    try {
      if (channel.tryLock() != null) {
        return new DirectoryLock(channel);
      }
    } catch (IOException | OverlappingFileLockException e) {
      close(channel);
      throw inUse(directory, user, e);
    }
    close(channel);
    throw inUse(directory, user, null);
  }

  private static FileChannel open(Path directory, String content) {
    try {
      OwnerOnly.directory(directory);
      return FileChannel.open(
          directory.resolve("clipstream.lock"),
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new ResourceException(
          directory + ": cannot hold " + content + ": " + e + "; choose another directory", e);
    }
  }

  private static ResourceException inUse(Path directory, String user, Exception cause) {
    return new ResourceException(
        directory + ": in use by another " + user + "; stop it or choose another directory", cause);
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
