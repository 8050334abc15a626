package io.clipstream.dashboard.pictures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Pictures that were made ready, in files: those not looked at for longest go first. A file that
 * cannot be written or read is as good as none.
 */
final class PictureCache {
  private final Path directory;
  private final long most;
  private final Map<String, Long> sizes = new LinkedHashMap<>(16, 0.75f, true);
  private long size;

  /**
   * Begins empty: what a run before left may be of topics that were made again.
   *
   * @param most bytes of all files together
   * @throws IOException if the directory cannot be made or emptied
   */
  PictureCache(Path directory, long most) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.most = most;
    try (Stream<Path> left = Files.list(directory)) {
      for (Path file : left.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
  }

  synchronized Optional<byte[]> get(String name) {
    if (sizes.get(name) == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readAllBytes(directory.resolve(name)));
    } catch (IOException e) {
      size -= sizes.remove(name);
      return Optional.empty();
    }
  }

  synchronized void put(String name, byte[] picture) {
    if (sizes.containsKey(name) || picture.length > most) {
      return;
    }
    try {
      Files.write(directory.resolve(name), picture);
      sizes.put(name, (long) picture.length);
      size += picture.length;
      makeRoom();
    } catch (IOException e) {
      // It is made again when it is asked for.
    }
  }

  private void makeRoom() throws IOException {
    Iterator<Map.Entry<String, Long>> oldest = sizes.entrySet().iterator();
    while (size > most) {
      Map.Entry<String, Long> gone = oldest.next();
      Files.deleteIfExists(directory.resolve(gone.getKey()));
      size -= gone.getValue();
      oldest.remove();
    }
  }

  /** Bytes of all files. */
  synchronized long size() {
    return size;
  }
}
