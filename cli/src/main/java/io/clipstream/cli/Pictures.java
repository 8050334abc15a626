package io.clipstream.cli;

import io.clipstream.model.TextFile;
import io.clipstream.model.image.DecodeResult;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageFormat;
import io.clipstream.model.image.RejectReason;
import io.clipstream.schemas.ResourceException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The pictures that a command line names: files, everything in folders, a list on standard input.
 */
final class Pictures {
  private Pictures() {}

  /**
   * A picture by the name that it was given, which is what the output calls it; a {@link Path}
   * would tidy it up.
   */
  record Named(String name) {
    /** Reads and decodes the file; whatever is wrong with it is a value. */
    DecodeResult decode(ImageDecoder decoder, int side) {
      Path file;
      try {
        file = Path.of(name);
      } catch (InvalidPathException e) {
        return unreadable("no path on this system: " + e.getReason());
      }
      if (Files.isDirectory(file)) {
        return unreadable("is a folder");
      }
      return Files.exists(file) ? decoder.read(file, side) : unreadable("there is no such file");
    }

    private static DecodeResult unreadable(String message) {
      return new DecodeResult.Rejected(RejectReason.UNREADABLE, message);
    }
  }

  /**
   * @param others files in the folders that are left out
   */
  record Chosen(List<String> names, int others) {}

  /**
   * The same names without what lies in a folder and does not begin as a picture does. A file that
   * is named itself is taken whatever it is, and one that cannot be read is for who wants it to
   * tell.
   *
   * @throws ResourceException if there are none at all, or a folder cannot be read
   */
  static Chosen chosen(List<String> paths, InputStream standardInput) {
    List<String> names = new ArrayList<>();
    int others = 0;
    for (String path : paths) {
      List<String> found = found(path, standardInput);
      List<String> taken =
          isFolder(path) ? found.stream().filter(Pictures::mayBePicture).toList() : found;
      names.addAll(taken);
      others += found.size() - taken.size();
    }
    if (names.isEmpty()) {
      throw none(paths, others == 0 ? "" : "; other files there: " + others);
    }
    return new Chosen(names, others);
  }

  private static boolean mayBePicture(String name) {
    try {
      return ImageFormat.isBegunBy(Path.of(name));
    } catch (IOException e) {
      return true;
    }
  }

  /**
   * Names as given; what lies in a folder follows in the order of its names, {@code -} stands for
   * the lines of {@code standardInput}.
   *
   * @throws ResourceException if there are none at all, or a folder cannot be read
   */
  static List<Named> named(List<String> paths, InputStream standardInput) {
    List<Named> pictures =
        paths.stream()
            .flatMap(path -> found(path, standardInput).stream())
            .map(Named::new)
            .toList();
    if (pictures.isEmpty()) {
      throw none(paths, "");
    }
    return pictures;
  }

  private static ResourceException none(List<String> paths, String more) {
    return new ResourceException("there are no pictures in " + String.join(", ", paths) + more);
  }

  private static List<String> found(String path, InputStream standardInput) {
    if (path.equals("-")) {
      return listed(standardInput).toList();
    }
    return isFolder(path) ? inFolder(path) : List.of(path);
  }

  private static boolean isFolder(String path) {
    try {
      return Files.isDirectory(Path.of(path));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** The lines of a list, each as soon as it comes. */
  static Stream<String> listed(InputStream standardInput) {
    return new BufferedReader(new InputStreamReader(standardInput, Charset.defaultCharset()))
        .lines()
        .map(TextFile::withoutMark)
        .filter(line -> !line.isBlank());
  }

  private static List<String> inFolder(String name) {
    Path folder = Path.of(name);
    String prefix = name.endsWith("/") || name.endsWith("\\") ? name : name + "/";
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> found =
          files.filter(Files::isRegularFile).filter(file -> !isHidden(folder, file)).toList();
      return found.stream().sorted().map(file -> prefix + folder.relativize(file)).toList();
    } catch (IOException | UncheckedIOException e) {
      throw new ResourceException(name + ": the folder cannot be read: " + reason(e), e);
    }
  }

  private static String reason(Exception e) {
    Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
    return cause instanceof NoSuchFileException ? "it is gone" : cause.toString();
  }

  /** Files that a shell would not list, and what lies in such folders. */
  private static boolean isHidden(Path folder, Path file) {
    for (Path part : folder.relativize(file)) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }
}
