package io.clipstream.cli;

import java.nio.file.Path;

/** How results call the checkpoints that they are of. */
final class Checkpoints {
  private Checkpoints() {}

  /** The name of a checkpoint's directory. */
  static String name(Path directory) {
    return directory.toAbsolutePath().normalize().getFileName().toString();
  }
}
