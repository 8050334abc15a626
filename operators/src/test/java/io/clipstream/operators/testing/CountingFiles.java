package io.clipstream.operators.testing;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/**
 * Files of this machine under the scheme {@code counting:}, which counts how often each is read.
 */
public final class CountingFiles extends LocalFileSystem {
  /** Found by Flink as a service. */
  public static final class Factory implements FileSystemFactory {
    @Override
    public String getScheme() {
      return "counting";
    }

    @Override
    public FileSystem create(URI uri) {
      return new CountingFiles();
    }
  }

  private static final Map<String, Integer> OPENED = new ConcurrentHashMap<>();

  private static final AtomicReference<Set<String>> UNLISTED = new AtomicReference<>(Set.of());

  /** Forgets what was read. */
  public static void reset() {
    OPENED.clear();
    UNLISTED.set(Set.of());
  }

  /** As a store does that lists a file some time after it was written. */
  public static void leaveOutOfListings(Set<String> names) {
    UNLISTED.set(names);
  }

  /** How often files of a name were opened in this process. */
  public static int opened(String name) {
    return OPENED.getOrDefault(name, 0);
  }

  private static Path local(Path path) {
    return new Path(path.toUri().getPath());
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    return Stream.of(super.listStatus(local(path)))
        .filter(status -> !UNLISTED.get().contains(status.getPath().getName()))
        .toArray(FileStatus[]::new);
  }

  @Override
  public FSDataInputStream open(Path path) throws IOException {
    OPENED.merge(path.getName(), 1, Integer::sum);
    return super.open(local(path));
  }

  @Override
  public boolean isDistributedFS() {
    return true;
  }
}
