package io.clipstream.operators.generation;

import io.clipstream.model.ModelException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;

/**
 * A checkpoint's directory on this machine: a local one as it stands, any other copied to a
 * temporary directory that goes when this is closed.
 */
public final class CheckpointCopy implements AutoCloseable {
  /** A checkpoint has a dozen files; whatever has more is none. */
  private static final int MAX_FILES = 1_000;

  private final Path directory;
  private final boolean temporary;

  private CheckpointCopy(Path directory, boolean temporary) {
    this.directory = directory;
    this.temporary = temporary;
  }

  /**
   * @param uri of a directory, in any of Flink's file systems
   * @throws ModelException if there is no such directory
   * @throws IOException if it cannot be read
   */
  public static CheckpointCopy of(URI uri, BooleanSupplier abandoned) throws IOException {
    if (uri.getScheme().equals("file")) {
      return new CheckpointCopy(Path.of(uri.getPath()), false);
    }
    CheckpointCopy copy =
        new CheckpointCopy(Files.createTempDirectory("clipstream-checkpoint-"), true);
    try {
      copy.fetch(uri, abandoned);
      return copy;
    } catch (IOException | RuntimeException e) {
      copy.close();
      throw e;
    }
  }

  private void fetch(URI uri, BooleanSupplier abandoned) throws IOException {
    FileSystem files = FileSystem.get(uri);
    FileStatus[] found;
    try {
      found = files.listStatus(new org.apache.flink.core.fs.Path(uri));
    } catch (FileNotFoundException e) {
      throw new ModelException(uri + ": expected a checkpoint directory, found none", e);
    }
    if (found == null || found.length == 0 || found.length > MAX_FILES) {
      throw new ModelException(
          "%s: expected a checkpoint directory of 1 to %d files, found %d"
              .formatted(uri, MAX_FILES, found == null ? 0 : found.length));
    }
    for (FileStatus file : found) {
      if (!file.isDir()) {
        fetch(files, file, abandoned);
      }
    }
  }

  private void fetch(FileSystem files, FileStatus file, BooleanSupplier abandoned)
      throws IOException {
    Path target = directory.resolve(Path.of(file.getPath().getName()).getFileName());
    byte[] buffer = new byte[1 << 20];
    try (InputStream in = files.open(file.getPath());
        OutputStream out = Files.newOutputStream(target)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (abandoned.getAsBoolean()) {
          throw new IOException("nobody wants the checkpoint any more");
        }
        out.write(buffer, 0, n);
      }
    }
  }

  public Path directory() {
    return directory;
  }

  /** Deletes what was copied. */
  @Override
  public void close() throws IOException {
    if (!temporary) {
      return;
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
