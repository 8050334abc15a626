package io.clipstream.learning.rounds;

import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * Holds a round's folder for one attempt: after a failover the attempt before may still be at it,
 * in this process or in another one that sees the same file system. It goes with its process.
 */
final class RoundLock implements AutoCloseable {
  private static final String FILE = ".lock";
  private static final long LOOK_MILLIS = 100;

  private final FileChannel channel; // closing it releases the lock

  private RoundLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock; waits as long as another attempt has it.
   *
   * @param work the round's folder; made if it is not there
   * @param stop ends the wait
   * @param waiting is told once if there is a wait
   * @throws java.util.concurrent.CancellationException if the flag is set meanwhile
   * @throws ResourceException if the disk refuses
   */
  static RoundLock await(Path work, StopFlag stop, Consumer<String> waiting)
      throws InterruptedException {
    FileChannel channel = open(work);
    boolean locked = false;
    try {
      for (boolean said = false; !isLocked(channel); said = true) {
        stop.check();
        if (!said) {
          waiting.accept("an earlier attempt is still at it and is waited for");
        }
        Thread.sleep(LOOK_MILLIS);
      }
      locked = true;
      return new RoundLock(channel);
    } finally {
      if (!locked) {
        close(channel);
      }
    }
  }

  private static FileChannel open(Path work) {
    try {
      Files.createDirectories(work);
      return FileChannel.open(
          work.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new ResourceException(work + ": cannot hold a round: " + e, e);
    }
  }

  /** Some mounted file systems know no locks; there the owner of the pair store must do. */
  private static boolean isLocked(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing was written; the lock goes with the process at the latest.
    }
  }

  @Override
  public void close() {
    close(channel);
  }
}
