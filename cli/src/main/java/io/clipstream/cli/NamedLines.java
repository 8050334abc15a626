package io.clipstream.cli;

import io.clipstream.schemas.Quoting;
import java.util.ArrayList;
import java.util.List;

/** Lines with a name in front, long ones wrapped below their beginning. */
final class NamedLines {
  private static final int NAME = 12;
  private static final int UNNAMED_INDENT = 4;

  private final int columns;
  private final List<String> lines = new ArrayList<>();

  /**
   * @param columns that a line has at most, but for words that are longer
   */
  NamedLines(int columns) {
    this.columns = columns;
  }

  /** An empty line. */
  void gap() {
    lines.add("");
  }

  /**
   * @param name empty for none, with which the text begins at the margin
   */
  void add(String name, String text) {
    String front = name.isEmpty() ? "" : "  " + name + " ".repeat(NAME - name.length());
    String indent = " ".repeat(name.isEmpty() ? UNNAMED_INDENT : front.length());
    StringBuilder line = new StringBuilder(front);
    boolean isFirst = true;
    for (String word : List.of(Quoting.line(text).split(" "))) {
      if (!isFirst && line.length() + 1 + word.length() > columns) {
        lines.add(line.toString());
        line = new StringBuilder(indent);
        isFirst = true;
      }
      line.append(isFirst ? "" : " ").append(word);
      isFirst = false;
    }
    lines.add(line.toString());
  }

  List<String> all() {
    return List.copyOf(lines);
  }
}
