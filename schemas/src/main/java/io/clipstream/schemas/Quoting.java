package io.clipstream.schemas;

import java.util.function.IntPredicate;

/** Puts text of unknown origin into messages, and onto terminals. */
public final class Quoting {
  private static final int SHOWN = 80;
  private static final String ESCAPE = "\\u%04x";

  private Quoting() {}

  /** The text in single quotes, clipped at 80 characters, control characters made visible. */
  public static String quote(String text) {
    return "'" + clip(text) + "'";
  }

  /** The text, clipped at 80 characters, control characters made visible. */
  public static String clip(String text) {
    return clip(text, SHOWN);
  }

  /** The text, clipped at so many characters, control characters made visible. */
  public static String clip(String text, int shown) {
    StringBuilder out = new StringBuilder();
    text.codePoints().limit(shown).forEach(c -> append(out, c));
    return text.codePointCount(0, text.length()) > shown ? out + "..." : out.toString();
  }

  private static void append(StringBuilder out, int codePoint) {
    if (isInvisible(codePoint)) {
      out.append(String.format(ESCAPE, codePoint));
    } else {
      out.appendCodePoint(codePoint);
    }
  }

  /**
   * The text as a terminal may have it: what would move its cursor or turn the direction of its
   * text stands as an escape of JSON, so that a line of JSON stays one; line breaks and tabs stay.
   * What was escaped already comes back as it is.
   */
  public static String visible(String text) {
    return escaped(text, c -> c != '\n' && c != '\t');
  }

  /** As {@link #visible}, on one line: line breaks are escaped too. */
  public static String line(String text) {
    return escaped(text, c -> c != '\t');
  }

  /** As {@link #line}, for a column between tabs: tabs are escaped too. */
  public static String field(String text) {
    return escaped(text, c -> true);
  }

  private static String escaped(String text, IntPredicate which) {
    IntPredicate escape = c -> actsOnTerminals(c) && which.test(c);
    if (text.chars().noneMatch(escape)) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              if (escape.test(c)) {
                out.append(String.format(ESCAPE, c));
              } else {
                out.append((char) c);
              }
            });
    return out.toString();
  }

  private static boolean actsOnTerminals(int c) {
    return Character.isISOControl(c)
        || turnsDirection(c)
        || c == 0x2028
        || c == 0x2029
        || c == 0xfeff;
  }

  /** Whether the character makes others show in another order (Unicode's Bidi_Control). */
  static boolean turnsDirection(int codePoint) {
    return codePoint == 0x61c
        || codePoint == 0x200e
        || codePoint == 0x200f
        || (codePoint >= 0x202a && codePoint <= 0x202e)
        || (codePoint >= 0x2066 && codePoint <= 0x2069);
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
