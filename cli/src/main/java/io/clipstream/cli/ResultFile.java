package io.clipstream.cli;

import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where results are written that take minutes to measure: whether they can be is found before. */
final class ResultFile {
  private ResultFile() {}

  /**
   * @param option that names the file, as messages begin
   * @throws ResourceException if no file can be written there
   */
  static void check(String option, Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new ResourceException(
          option + ": the directory of " + file + " does not exist; make it, or name another file");
    }
    if (Files.isDirectory(file) || !Files.isWritable(Files.exists(file) ? file : folder)) {
      throw new ResourceException(
          "%s: %s cannot be written: %s"
              .formatted(
                  option,
                  file,
                  Files.isDirectory(file) ? "it is a directory" : "this user has no right to"));
    }
  }

  /**
   * Makes a directory for several files.
   *
   * @throws ResourceException if it cannot be made
   */
  static void folder(String option, Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new ResourceException(
          option + ": the directory " + folder + " cannot be made: " + e.getMessage(), e);
    }
  }
}
