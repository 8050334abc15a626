package io.clipstream.cli;

import io.clipstream.schemas.ResourceException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The small trained checkpoint that comes with the project, for whoever names no other. */
public final class BoxCheckpoint {
  /** The project's directory; the start script sets it. */
  public static final String HOME_PROPERTY = "clipstream.home";

  private BoxCheckpoint() {}

  /**
   * Its directory.
   *
   * @throws ResourceException if it is not there
   */
  public static Path directory() {
    Path home = Path.of(System.getProperty(HOME_PROPERTY, ""));
    Path box = home.resolve("models").resolve("box");
    if (!Files.isDirectory(box)) {
      throw new ResourceException(
          "the checkpoint that comes with clipstream is not at "
              + box.toAbsolutePath()
              + "; name another with --model DIR (clipstream model download fetches one)");
    }
    return box;
  }
}
