package io.clipstream.dashboard.export;

/** A cell of a table of commas, as RFC 4180 has it. */
final class Cell {
  /** What spreadsheets take for a formula, or skip before one. */
  private static final String ACTING = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

  private Cell() {}

  /** A text of a stranger: it stays one where it looks like a formula. */
  static String text(String text) {
    if (text == null || text.isEmpty()) {
      return "";
    }
    String harmless = ACTING.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return "\"" + harmless.replace("\"", "\"\"") + "\"";
  }
}
