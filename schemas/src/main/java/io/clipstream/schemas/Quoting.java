package io.clipstream.schemas;

/** Puts text of unknown origin into a one-line message. */
public final class Quoting {
  private static final int SHOWN = 80;

  private Quoting() {}

  /** The text in single quotes, clipped at 80 characters, control characters made visible. */
  public static String quote(String text) {
    return "'" + clip(text) + "'";
  }

  /** The text, clipped at 80 characters, control characters made visible. */
  public static String clip(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints().limit(SHOWN).forEach(c -> append(out, c));
    return text.codePointCount(0, text.length()) > SHOWN ? out + "..." : out.toString();
  }

  private static void append(StringBuilder out, int codePoint) {
    if (isInvisible(codePoint)) {
      out.append(String.format("\\u%04x", codePoint));
    } else {
      out.appendCodePoint(codePoint);
    }
  }

  /** Whether the character would break a line or hide in it: controls, separators, surrogates. */
  static boolean isInvisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
