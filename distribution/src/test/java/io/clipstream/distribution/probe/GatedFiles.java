package io.clipstream.distribution.probe;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import org.apache.flink.core.fs.BlockLocation;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/**
 * Local files behind a gate: {@code gated:///models/b} can be read when nothing beside it says
 * otherwise. While a file {@code /models/b.held} exists, readers wait; where there is a file {@code
 * /models/b.refused-PID}, the process of that id is refused.
 */
public final class GatedFiles extends FileSystem {
  /** Of the URIs. */
  public static final String SCHEME = "gated";

  private static final URI ROOT = URI.create(SCHEME + ":///");

  private final LocalFileSystem files = new LocalFileSystem();

  /** Of the file that makes every reader of a directory wait. */
  public static java.nio.file.Path hold(java.nio.file.Path directory) {
    return directory.resolveSibling(directory.getFileName() + ".held");
  }

  /** Of the file that turns the readers of one process away. */
  public static java.nio.file.Path refusal(java.nio.file.Path directory, long pid) {
    return directory.resolveSibling(directory.getFileName() + ".refused-" + pid);
  }

  @Override
  public FileStatus[] listStatus(Path directory) throws IOException {
    pass(directory);
    return files.listStatus(local(directory));
  }

  private static void pass(Path directory) throws IOException {
    java.nio.file.Path path = java.nio.file.Path.of(directory.getPath());
    if (Files.exists(refusal(path, ProcessHandle.current().pid()))) {
      throw new IOException(directory + " is refused to this process");
    }
    while (Files.exists(hold(path))) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new IOException("interrupted at the gate of " + directory, e);
      }
    }
  }

  private static Path local(Path path) {
    return new Path(path.getPath());
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    return files.open(local(path), bufferSize);
  }

  @Override
  public FSDataInputStream open(Path path) throws IOException {
    return files.open(local(path));
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return files.getFileStatus(local(path));
  }

  @Override
  public BlockLocation[] getFileBlockLocations(FileStatus file, long start, long length)
      throws IOException {
    return files.getFileBlockLocations(file, start, length);
  }

  @Override
  public Path getWorkingDirectory() {
    return files.getWorkingDirectory();
  }

  @Override
  public Path getHomeDirectory() {
    return files.getHomeDirectory();
  }

  @Override
  public URI getUri() {
    return ROOT;
  }

  @Override
  public boolean delete(Path path, boolean recursive) {
    throw new UnsupportedOperationException("for reading only");
  }

  @Override
  public boolean mkdirs(Path path) {
    throw new UnsupportedOperationException("for reading only");
  }

  @Override
  public FSDataOutputStream create(Path path, WriteMode mode) {
    throw new UnsupportedOperationException("for reading only");
  }

  @Override
  public boolean rename(Path from, Path to) {
    throw new UnsupportedOperationException("for reading only");
  }

  @Override
  public boolean isDistributedFS() {
    return true;
  }
}
