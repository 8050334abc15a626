package io.clipstream.operators.generation;

import io.clipstream.control.places.StoragePlace;
import io.clipstream.model.checkpoint.OwnedDirectory;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A checkpoint's directory on this machine: a local one as it stands, any other copied to a
 * temporary directory that goes when this is closed, or its process ends.
 */
public final class CheckpointCopy implements AutoCloseable {
  /** A store that sends nothing for so long is given up; the next attempt may find it better. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final Optional<OwnedDirectory> copied;

  private CheckpointCopy(Path directory, Optional<OwnedDirectory> copied) {
    this.directory = directory;
    this.copied = copied;
  }

  /**
   * Waits while the checkpoint is copied.
   *
   * @param uri of a directory, in any of Flink's file systems
   * @param abandoned turns true when nobody wants it any more
   * @throws ResourceException if there is no such directory
   * @throws IOException if it cannot be read, or the store does not answer for a minute
   */
  public static CheckpointCopy of(URI uri, BooleanSupplier abandoned) throws IOException {
    return of(uri, abandoned, SILENCE);
  }

  static CheckpointCopy of(URI uri, BooleanSupplier abandoned, Duration silence)
      throws IOException {
    if (uri.getScheme().equals("file")) {
      return new CheckpointCopy(StoragePlace.of(uri).local(), Optional.empty());
    }
    OwnedDirectory copied = RemoteCopy.make(uri, abandoned, silence);
    return new CheckpointCopy(copied.path(), Optional.of(copied));
  }

  public Path directory() {
    return directory;
  }

  /** Deletes what was copied. */
  @Override
  public void close() throws IOException {
    if (copied.isPresent()) {
      copied.get().close();
    }
  }
}
