package io.clipstream.model.evaluation;

import io.clipstream.model.ModelException;
import io.clipstream.model.TextFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Pictures whose class is known, to evaluate with: a table with header {@code
 * path<TAB>class<TAB>caption}. The caption may be missing; a column {@code group} is read, others
 * are ignored.
 *
 * @param name of the table, for messages
 * @param examples one or more
 */
public record LabelledSet(String name, List<Example> examples) {
  /**
   * A picture and what it shows.
   *
   * @param path of the picture; whether it is there is not checked
   * @param label the class
   * @param caption a sentence about this picture, for retrieval
   * @param group what results are also reported by
   */
  public record Example(Path path, String label, Optional<String> caption, Optional<String> group) {
    public Example {
      Objects.requireNonNull(path, "path is null");
      Objects.requireNonNull(label, "label is null");
    }
  }

  public LabelledSet {
    examples = List.copyOf(examples);
  }

  /**
   * Reads the table at {@code file}; paths are absolute or relative to it.
   *
   * @throws ModelException naming the line, if the header lacks path or class, a row lacks a value
   *     of these, or there is no row
   * @throws IOException if the file cannot be read
   */
  public static LabelledSet read(Path file) throws IOException {
    return read(file, "class");
  }

  /**
   * @param otherwise the column that has the class where there is none of that name
   */
  private static LabelledSet read(Path file, String otherwise) throws IOException {
    List<Example> examples = new ArrayList<>();
    try (BufferedReader in = TextFile.reader(file)) {
      Columns columns = Columns.of(file, in.readLine(), otherwise);
      int number = 2;
      for (String line; (line = in.readLine()) != null; number++) {
        if (!line.isBlank()) {
          examples.add(columns.example(line, number));
        }
      }
    }
    if (examples.isEmpty()) {
      throw new ModelException(file + ": has a header and no rows, expected a row a picture");
    }
    return new LabelledSet(file.toString(), examples);
  }

  /**
   * Reads a labelled set, or else a table of captions to train on: the class of a picture is then
   * its first caption.
   *
   * @throws ModelException and
   * @throws IOException as {@link #read}
   */
  public static LabelledSet readCaptions(Path file) throws IOException {
    return read(file, "caption");
  }

  /** The classes, in the order of their first example. */
  public List<String> classes() {
    return examples.stream().map(Example::label).distinct().toList();
  }

  /** Where the columns stand in the table. */
  private record Columns(Path file, int path, int label, int caption, int group) {
    static Columns of(Path file, String header, String otherwise) {
      List<String> names =
          header == null
              ? List.of()
              : TextFile.columns(header).stream().map(String::strip).toList();
      Columns columns =
          new Columns(
              file,
              names.indexOf("path"),
              names.indexOf(names.contains("class") ? "class" : otherwise),
              names.indexOf("caption"),
              names.indexOf("group"));
      for (String name : List.of("path", "class", "caption", "group")) {
        if (names.indexOf(name) != names.lastIndexOf(name)) {
          throw new ModelException(
              file + " line 1: the column '" + name + "' is there twice, expected once");
        }
      }
      if (columns.path < 0 || columns.label < 0) {
        throw new ModelException(
            file + " line 1: the header is " + names + ", expected path<TAB>class<TAB>caption");
      }
      return columns;
    }

    Example example(String line, int number) {
      List<String> fields = TextFile.columns(line);
      String where = file + " line " + number + ": ";
      String label = required(fields, label(), where + "the class");
      String picture = required(fields, path(), where + "the path");
      try {
        Path resolved = file.toAbsolutePath().resolveSibling(picture);
        return new Example(resolved, label, field(fields, caption), field(fields, group));
      } catch (InvalidPathException e) {
        throw new ModelException(where + "'" + picture + "' is no path", e);
      }
    }

    private static String required(List<String> fields, int column, String what) {
      return field(fields, column)
          .orElseThrow(
              () -> new ModelException(what + " is missing, expected tabs between columns"));
    }

    private static Optional<String> field(List<String> fields, int column) {
      return column >= 0 && column < fields.size() && !fields.get(column).isBlank()
          ? Optional.of(fields.get(column).strip())
          : Optional.empty();
    }
  }
}
