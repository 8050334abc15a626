package io.clipstream.learning.storage;

import static java.util.Objects.requireNonNull;

/**
 * A file of a {@link Storage}.
 *
 * @param path below the storage's directory, with forward slashes
 * @param length in bytes
 * @param modifiedMillis since 1970, by the file system's clock
 */
public record StorageEntry(String path, long length, long modifiedMillis) {
  public StorageEntry {
    requireNonNull(path, "path is null");
  }

  /** The file's own name, without folders. */
  public String fileName() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
