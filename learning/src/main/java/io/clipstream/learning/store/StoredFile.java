package io.clipstream.learning.store;

import java.util.Objects;

/**
 * A file of a pair store as somebody saw it.
 *
 * @param path below the store, with forward slashes
 * @param length in bytes
 */
public record StoredFile(String path, long length) {
  public StoredFile {
    Objects.requireNonNull(path, "path is null");
  }

  /** The file's own name, without folders. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
