package io.clipstream.learning.storage;

import io.clipstream.control.places.StoragePlace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** The file systems that a process knows. */
public interface Storages {
  /** A directory on this machine's disk, which may be a copy that goes when this is closed. */
  interface LocalCopy extends AutoCloseable {
    Path directory();

    @Override
    void close() throws IOException;
  }

  /** The files below a directory. */
  Storage at(StoragePlace directory);

  /**
   * A checkpoint on this machine's disk: where it lies, or a copy.
   *
   * @param sha256 by which it was announced; empty if that is not known. What is copied is not
   *     verified
   * @param abandoned turns true when nobody wants it any more
   * @throws io.clipstream.schemas.ResourceException if there is none, or half of one
   * @throws IOException if it cannot be read
   */
  LocalCopy checkpoint(StoragePlace directory, String sha256, BooleanSupplier abandoned)
      throws IOException;
}
