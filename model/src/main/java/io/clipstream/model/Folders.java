package io.clipstream.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What the JDK lacks for directories. */
public final class Folders {
  private Folders() {}

  /**
   * Deletes a directory with all that is in it; links go, what they lead to stays. What somebody
   * else deletes meanwhile is no error.
   *
   * @throws IOException if something cannot be deleted; some of it may be gone then
   */
  public static void delete(Path folder) throws IOException {
    List<Path> inside;
    try (Stream<Path> files = Files.walk(folder)) {
      inside = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : inside) {
      Files.deleteIfExists(file);
    }
  }
}
