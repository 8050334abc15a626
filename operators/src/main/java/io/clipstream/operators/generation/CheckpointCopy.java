package io.clipstream.operators.generation;

import io.clipstream.control.places.StoragePlace;
import io.clipstream.learning.storage.Storages.LocalCopy;
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
public final class CheckpointCopy implements LocalCopy {
  /** A store that sends nothing for so long is given up; the next attempt may find it better. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final Optional<OwnedDirectory> copied;
  private final Discard discard;

  private interface Discard {
    void run() throws IOException;
  }

  private CheckpointCopy(OwnedDirectory copied, Discard discard) {
    this(copied.path(), Optional.of(copied), discard);
  }

  private CheckpointCopy(Path directory, Optional<OwnedDirectory> copied, Discard discard) {
    this.directory = directory;
    this.copied = copied;
    this.discard = discard;
  }

  /**
   * Waits while the checkpoint is copied, of which nothing is kept.
   *
   * @param uri of a directory, in any of Flink's file systems
   * @param abandoned turns true when nobody wants it any more
   * @throws ResourceException if there is no such directory, or half of one
   * @throws IOException if it cannot be read, or the store does not answer for a minute
   */
  public static CheckpointCopy of(URI uri, BooleanSupplier abandoned) throws IOException {
    return of(uri, abandoned, SILENCE);
  }

  static CheckpointCopy of(URI uri, BooleanSupplier abandoned, Duration silence)
      throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    return isLocal(uri)
        ? local(uri)
        : new CheckpointCopy(
            RemoteCopy.make(uri, temporary, DownloadSettings.PLAIN, abandoned, silence), () -> {});
  }

  /**
   * As {@link #of(URI, BooleanSupplier)}, or what another process of this host, or this one, has
   * fetched before by the same hash. Which of both it is cannot be told: it must be verified.
   *
   * @param sha256 by which it was announced, lower case
   */
  public static CheckpointCopy of(
      URI uri, String sha256, DownloadSettings settings, BooleanSupplier abandoned)
      throws IOException {
    if (isLocal(uri)) {
      return local(uri);
    }
    if (settings.cacheBytes() == 0 || !CheckpointCache.canKeep(sha256)) {
      Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
      return new CheckpointCopy(
          RemoteCopy.make(uri, temporary, settings, abandoned, SILENCE), () -> {});
    }
    CheckpointCache cache =
        new CheckpointCache(settings.cache(), settings.cacheBytes(), settings.patience());
    OwnedDirectory view =
        cache.get(
            sha256,
            abandoned,
            (parent, progress) ->
                RemoteCopy.make(uri, parent, settings, abandoned, SILENCE, progress));
    return new CheckpointCopy(view, () -> cache.discard(sha256));
  }

  private static boolean isLocal(URI uri) {
    return uri.getScheme().equals("file");
  }

  private static CheckpointCopy local(URI uri) {
    return new CheckpointCopy(StoragePlace.of(uri).local(), Optional.empty(), () -> {});
  }

  /** How far the copy of a directory is, for people, if one is being made in this process. */
  public static Optional<String> progress(String uri) {
    try {
      return RemoteCopy.progress(StoragePlace.parse(uri).uri());
    } catch (ResourceException e) {
      return Optional.empty(); // names no place, so nothing is fetched
    }
  }

  /** It is not what was announced: nobody else is to have it. */
  void discard() throws IOException {
    discard.run();
  }

  @Override
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
