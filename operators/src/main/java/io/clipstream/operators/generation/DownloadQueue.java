package io.clipstream.operators.generation;

import io.clipstream.model.checkpoint.HostLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;

/**
 * Whose turn it is to download a checkpoint: of all that wait on a host, one has it, by a lock. The
 * lock of a process that was stopped cannot be taken from it. So whoever sees no progress for long
 * goes on to the next lock, and among those that do, one has the turn again.
 *
 * <p>Progress is a new time on the lock's file. Which time that is does not matter: clocks may
 * jump.
 */
final class DownloadQueue {
  private static final long NOTE_NANOS = Duration.ofSeconds(1).toNanos();

  private final Path root;
  private final String sha256;
  private final Duration patience;
  private int place;
  private FileTime lastProgress = FileTime.fromMillis(0);
  private long seenAt = System.nanoTime();

  /**
   * @param patience how long another may have the turn without progress
   */
  DownloadQueue(Path root, String sha256, Duration patience) {
    this.root = root;
    this.sha256 = sha256;
    this.patience = patience;
  }

  /** The turn, unless another has it. Asked again and again by one thread. */
  Optional<Turn> tryTake() throws IOException {
    Optional<HostLock> lock = HostLock.tryTake(file());
    if (lock.isPresent()) {
      return lock.map(Turn::new);
    }
    if (isStuck()) {
      place++;
      lastProgress = FileTime.fromMillis(0);
      seenAt = System.nanoTime();
    }
    return Optional.empty();
  }

  private Path file() {
    return root.resolve(sha256 + (place == 0 ? "" : "." + place) + ".lock");
  }

  private boolean isStuck() throws IOException {
    FileTime progress = progress();
    if (!progress.equals(lastProgress)) {
      lastProgress = progress;
      seenAt = System.nanoTime();
    }
    return System.nanoTime() - seenAt > patience.toNanos();
  }

  private FileTime progress() throws IOException {
    try {
      return Files.getLastModifiedTime(file());
    } catch (NoSuchFileException e) {
      return lastProgress; // somebody tidied up; the lock is held all the same
    }
  }

  /** The right, and the duty, to download. */
  static final class Turn implements AutoCloseable {
    private final HostLock lock;
    private long notedAt;

    private Turn(HostLock lock) {
      this.lock = lock;
      note();
    }

    /** Something was received; once a second the others are told. By one thread. */
    void progress() {
      if (System.nanoTime() - notedAt > NOTE_NANOS) {
        note();
      }
    }

    private void note() {
      notedAt = System.nanoTime();
      try {
        lock.touch();
      } catch (IOException e) {
        // Others may take this for a process that was stopped and download too: no harm but that.
      }
    }

    @Override
    public void close() throws IOException {
      lock.close();
    }
  }
}
