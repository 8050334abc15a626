package io.clipstream.learning.storage;

import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A directory of this machine, or mounted there. A file is written under a hidden name that ends in
 * {@code .part}, forced to disk and renamed.
 */
public final class LocalStorage implements Storage {
  /** Within a process; a lock on a file holds off other processes. */
  private static final Object LOCK = new Object();

  /** Where a file system knows no locks, two processes must not write one hidden file. */
  private static final String PART = "." + UUID.randomUUID() + ".part";

  private final Path root;

  /**
   * @param root need not exist yet
   */
  public LocalStorage(Path root) {
    this.root = root;
  }

  @Override
  public String name() {
    return root.toString();
  }

  private Path resolve(String path) {
    Path file = root.resolve(path).normalize();
    if (!file.startsWith(root.normalize())) {
      throw new ResourceException(path + " leads out of " + root);
    }
    return file;
  }

  @Override
  public List<StorageEntry> list(String folder) throws IOException {
    Path directory = resolve(folder);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<StorageEntry> entries = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(directory, FileVisitOption.FOLLOW_LINKS)) {
      for (Path path : paths.toList()) {
        addIfThere(path, entries);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return entries;
  }

  /** A file may be replaced or deleted between listing and looking. */
  private void addIfThere(Path path, List<StorageEntry> entries) throws IOException {
    try {
      if (!Files.isDirectory(path)) {
        entries.add(entry(path));
      }
    } catch (NoSuchFileException e) {
      // Gone meanwhile: it is not visible.
    }
  }

  private StorageEntry entry(Path path) throws IOException {
    return new StorageEntry(
        root.normalize().relativize(path.normalize()).toString().replace('\\', '/'),
        Files.size(path),
        Files.getLastModifiedTime(path).toMillis());
  }

  @Override
  public StorageEntry look(String path) throws IOException {
    return entry(resolve(path));
  }

  @Override
  public InputStream open(String path) throws IOException {
    return Files.newInputStream(resolve(path));
  }

  @Override
  public void write(String path, Content content) throws IOException {
    Path file = resolve(path);
    Files.createDirectories(file.getParent());
    Path part = file.resolveSibling("." + file.getFileName() + PART);
    try {
      try (FileChannel channel =
              FileChannel.open(
                  part,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE);
          OutputStream out = Channels.newOutputStream(channel)) {
        content.writeTo(out);
        out.flush();
        channel.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | RuntimeException | Error e) {
      Files.deleteIfExists(part);
      throw e;
    }
  }

  @Override
  public boolean delete(String path) throws IOException {
    return Files.deleteIfExists(resolve(path));
  }

  @Override
  public boolean hasLock() {
    return true;
  }

  @Override
  public <T> T exclusively(Change<T> change) throws IOException {
    synchronized (LOCK) {
      Path file = root.resolve(".lock");
      Files.createDirectories(root);
      try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (!lock.isValid()) {
          throw new IOException("the lock of " + file + " is gone");
        }
        return change.run();
      }
    }
  }
}
