package io.clipstream.learning.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * Files under one directory of some file system, by their paths below it, with forward slashes. A
 * file appears whole or not at all, so that nobody meets half of one. Thread-safe.
 *
 * <p>A file that is not there is a {@link java.nio.file.NoSuchFileException}.
 */
public interface Storage {
  /** Writes a file's content. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Something that changes files. */
  interface Change<T> {
    T run() throws IOException;
  }

  /** The directory, for people: a path or a URI. */
  String name();

  /** A file, for people. */
  default String name(String path) {
    return name() + "/" + path;
  }

  /** All files below a folder, hidden ones too, in no order; none if the folder is not there. */
  List<StorageEntry> list(String folder) throws IOException;

  /** A file as it stands. */
  StorageEntry look(String path) throws IOException;

  /** Opens a file for reading, from its beginning on. */
  InputStream open(String path) throws IOException;

  /**
   * Writes a file, or replaces it, once all of its content has been given; if that fails, nothing
   * is visible that was not before.
   */
  void write(String path, Content content) throws IOException;

  /**
   * Deletes a file.
   *
   * @return whether it was there, as far as the file system says
   */
  boolean delete(String path) throws IOException;

  /** Whether {@link #exclusively} holds off other processes. */
  boolean hasLock();

  /** Changes files while nobody else in this process does, or anywhere if there is a lock. */
  <T> T exclusively(Change<T> change) throws IOException;
}
