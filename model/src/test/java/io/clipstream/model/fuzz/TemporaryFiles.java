package io.clipstream.model.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder whose files are written anew for every input. */
final class TemporaryFiles {
  private final Path folder;

  TemporaryFiles(String name) {
    try {
      folder = Files.createTempDirectory(name);
    } catch (IOException e) {
      throw new UncheckedIOException("a folder for inputs", e);
    }
    folder.toFile().deleteOnExit();
  }

  Path folder() {
    return folder;
  }

  Path write(String name, byte[] content) {
    Path file = folder.resolve(name);
    file.toFile().deleteOnExit();
    try {
      return Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  void delete(String name) {
    try {
      Files.deleteIfExists(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
