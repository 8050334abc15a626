package io.clipstream.cli;

import io.clipstream.cli.evaluation.SuiteTables.Table;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Tables on a terminal: columns under each other, numbers to the right. */
final class TextTables {
  private final PrintWriter out;

  TextTables(PrintWriter out) {
    this.out = out;
  }

  void print(Table table) {
    List<List<String>> lines = new ArrayList<>(List.of(table.head()));
    lines.addAll(table.rows());
    int[] widths = new int[table.head().size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    out.println(table.caption());
    lines.forEach(line -> out.println("  " + aligned(line, widths)));
    out.println();
    out.flush();
  }

  private static String aligned(List<String> line, int[] widths) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String gap = " ".repeat(widths[i] - line.get(i).length());
      text.append(i == 0 ? line.get(i) + gap : "  " + gap + line.get(i));
    }
    return text.toString().stripTrailing();
  }
}
