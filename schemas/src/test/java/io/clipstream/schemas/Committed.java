package io.clipstream.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files that are made from the code and committed. {@code mvn test -pl schemas
 * -Dclipstream.regenerate=true} writes those that are missing or, where that is harmless, outdated.
 */
public final class Committed {
  /** What to tell somebody whose change made a file outdated. */
  public static final String HOW_TO =
      "run: mvn test -pl schemas -Dclipstream.regenerate=true, and look at what changed";

  private Committed() {}

  public static boolean regenerating() {
    return Boolean.getBoolean("clipstream.regenerate");
  }

  /** A file of the module, whatever directory the tests run in. */
  public static Path moduleFile(String name) {
    Path here = Path.of("").toAbsolutePath();
    Path module = here.endsWith("schemas") ? here : here.resolve("schemas");
    return module.resolve(name).normalize();
  }

  public static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file's text; empty if there is no such file. */
  public static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
