package io.clipstream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The checkpoint and the sample pictures that come with the project. */
final class Box {
  /** The project's directory. */
  static final Path HOME = Path.of("").toAbsolutePath().getParent();

  static final Path CHECKPOINT = HOME.resolve("models/box");

  private Box() {}

  static byte[] picture(String name) {
    try {
      return Files.readAllBytes(HOME.resolve("samples/pictures").resolve(name + ".png"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
