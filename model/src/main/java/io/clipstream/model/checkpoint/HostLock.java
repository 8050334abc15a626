package io.clipstream.model.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A lock by a file's name that one thread of all processes of a host holds; it goes with its
 * process. On a file that another thread holds nothing is even opened: to close it would give up
 * that thread's lock.
 */
public final class HostLock implements AutoCloseable {
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private HostLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock, unless somebody has it.
   *
   * @param file is made if it is not there, and stays; its directory must exist
   */
  public static Optional<HostLock> tryTake(Path file) throws IOException {
    Path absolute = file.toAbsolutePath().normalize();
    if (!HELD.add(absolute)) {
      return Optional.empty();
    }
    Optional<HostLock> taken = Optional.empty();
    try {
      taken = locked(absolute);
      return taken;
    } finally {
      if (taken.isEmpty()) {
        HELD.remove(absolute);
      }
    }
  }

  private static Optional<HostLock> locked(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return Optional.of(new HostLock(file, channel));
      }
    } catch (OverlappingFileLockException e) {
      // Held by the same class under another class loader.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  /**
   * Gives the file a new time, for those who wait to see. Through the channel that holds the lock:
   * whoever sets a file's time by its name opens and closes it, and the lock would be gone.
   */
  public void touch() throws IOException {
    channel.write(ByteBuffer.wrap(new byte[1]), 0);
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(file);
    }
  }
}
