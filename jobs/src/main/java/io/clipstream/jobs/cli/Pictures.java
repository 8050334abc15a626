package io.clipstream.jobs.cli;

import io.clipstream.model.ModelException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The pictures that a command line names: files, everything in folders, a list on standard input.
 */
final class Pictures {
  private Pictures() {}

  /** Paths as given; what lies in a folder follows in the order of its names. */
  static List<Path> named(List<String> paths) {
    List<Path> pictures = new ArrayList<>();
    for (String path : paths) {
      if (path.equals("-")) {
        fromStandardInput().forEach(pictures::add);
      } else if (Files.isDirectory(Path.of(path))) {
        pictures.addAll(inFolder(Path.of(path)));
      } else {
        pictures.add(Path.of(path));
      }
    }
    if (pictures.isEmpty()) {
      throw new ModelException("there are no pictures in " + String.join(", ", paths));
    }
    return pictures;
  }

  private static Stream<Path> fromStandardInput() {
    return new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()))
        .lines()
        .filter(line -> !line.isBlank())
        .map(Path::of);
  }

  private static List<Path> inFolder(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new ModelException(folder + ": the folder cannot be read: " + e.getMessage(), e);
    }
  }
}
