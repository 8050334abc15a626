package io.clipstream.operators.learning;

import io.clipstream.control.places.StoragePlace;
import io.clipstream.learning.storage.LocalStorage;
import io.clipstream.learning.storage.Storage;
import io.clipstream.learning.storage.Storages;
import io.clipstream.operators.generation.CheckpointCopy;
import io.clipstream.operators.generation.DownloadSettings;
import java.io.IOException;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** This machine's disk, and whatever file systems Flink knows. */
public final class FlinkStorages implements Storages {
  private final DownloadSettings downloads;
  private final Consumer<String> progress;

  /**
   * @param downloads how checkpoints are fetched
   * @param progress takes lines for people
   */
  public FlinkStorages(DownloadSettings downloads, Consumer<String> progress) {
    this.downloads = downloads;
    this.progress = progress;
  }

  /** The files below a directory that an option names. */
  static Storage named(String directory) {
    return storage(StoragePlace.named(directory));
  }

  private static Storage storage(StoragePlace directory) {
    return directory.isLocal() ? new LocalStorage(directory.local()) : new FlinkStorage(directory);
  }

  @Override
  public Storage at(StoragePlace directory) {
    return storage(directory);
  }

  @Override
  public LocalCopy checkpoint(StoragePlace directory, String sha256, BooleanSupplier abandoned)
      throws IOException {
    if (!directory.isLocal()) {
      progress.accept("fetching " + directory.uri());
    }
    return CheckpointCopy.of(
        directory.uri(), sha256.toLowerCase(Locale.ROOT), downloads, abandoned);
  }
}
