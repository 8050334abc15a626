package io.clipstream.learning.rounds;

import io.clipstream.model.ModelException;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Counts how often a round has ended its process without getting further: what takes too much
 * memory or breaks native code throws nothing, and would be tried again for ever. An attempt that
 * ends in any other way leaves no mark.
 */
final class RoundCrashes {
  static final int MAX = 5;

  private static final String FILE = "deaths";

  private final Path file;
  private final Path snapshot;

  /**
   * @param work the round's folder
   * @param snapshot what changes when the round gets further
   */
  RoundCrashes(Path work, Path snapshot) {
    this.file = work.resolve(FILE);
    this.snapshot = snapshot;
  }

  /**
   * An attempt begins.
   *
   * @throws ModelException if too many have ended with their processes; the count begins anew then
   */
  void begin() {
    try {
      String at = Files.exists(snapshot) ? Files.getLastModifiedTime(snapshot).toString() : "start";
      String[] before = read();
      int crashes = before[1].equals(at) ? Integer.parseInt(before[0]) : 0;
      if (crashes >= MAX) {
        Files.delete(file);
        throw new ModelException(
            "%s: %d attempts in a row ended with their processes and got no further; is there too"
                    .formatted(file.getParent().getFileName(), crashes)
                + " little memory, or a crash report of the JVM (hs_err_pid*.log)?");
      }
      Files.writeString(file, (crashes + 1) + "\n" + at);
    } catch (IOException e) {
      throw new ResourceException(file + ": cannot be written: " + e, e);
    }
  }

  private String[] read() throws IOException {
    try {
      String[] lines = Files.readString(file, StandardCharsets.UTF_8).split("\n", 2);
      return lines.length == 2 && lines[0].matches("\\d{1,4}") ? lines : new String[] {"0", ""};
    } catch (NoSuchFileException e) {
      return new String[] {"0", ""};
    }
  }

  /** The attempt has ended, and its process lives. */
  void end() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // One crash too many is counted; it takes several to count.
    }
  }
}
