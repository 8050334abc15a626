package io.clipstream.model.text;

import java.text.Normalizer;

/**
 * The cleaning before CLIP's byte-pair encoding: text repair as ftfy 6.3 does by default, HTML
 * references resolved twice, white space collapsed, ends stripped, lower case.
 *
 * <p>All of ftfy's default steps are here. What differs: text beyond {@link #MAX_CHARACTERS} is cut
 * off, and a line is repaired at most {@link #MAX_ROUNDS} times, so that hostile text cannot take
 * long; and canonical composition (NFC) follows the Unicode version of the Java runtime.
 */
final class TextCleaner {
  /** In UTF-16 units; far more than fits the context of any published text tower. */
  static final int MAX_CHARACTERS = 32_768;

  static final int MAX_ROUNDS = 50;

  private TextCleaner() {}

  static String clean(String text) {
    return UnicodeClasses.lowerCase(collapse(repair(cut(text))));
  }

  /** The repairs alone: of damage, HTML references, and white space at the ends. */
  static String repair(String text) {
    return isPlain(text) ? text : strip(HtmlEntities.unescape(HtmlEntities.unescape(fix(text))));
  }

  /** The beginning of a text, which no cleaning takes long for. */
  static String cut(String text) {
    if (text.length() <= MAX_CHARACTERS) {
      return text;
    }
    boolean splitsPair = Character.isHighSurrogate(text.charAt(MAX_CHARACTERS - 1));
    return text.substring(0, splitsPair ? MAX_CHARACTERS - 1 : MAX_CHARACTERS);
  }

  /** Whether no repair can apply: most captions. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '&') {
        return false;
      }
    }
    return true;
  }

  /** Line by line, as ftfy: a literal {@code <} says that this and what follows is HTML itself. */
  private static String fix(String text) {
    StringBuilder fixed = new StringBuilder(text.length());
    boolean references = true;
    for (int start = 0; start < text.length(); ) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline + 1;
      String line = text.substring(start, end);
      references &= line.indexOf('<') < 0;
      fixed.append(fixLine(line, references));
      start = end;
    }
    return fixed.toString();
  }

  private static String fixLine(String line, boolean references) {
    String before;
    String after = line;
    int rounds = 0;
    do {
      before = after;
      after = fixOnce(before, references);
    } while (!after.equals(before) && ++rounds < MAX_ROUNDS);
    return after;
  }

  private static String fixOnce(String line, boolean references) {
    String text = references ? HtmlEntities.unescapeStrictly(line) : line;
    text = Fixes.c1Controls(Mojibake.repair(text));
    text = Fixes.characterWidth(Fixes.latinLigatures(text));
    text = Fixes.lineBreaks(Fixes.straightQuotes(text));
    text = Fixes.terminalEscapes(Fixes.surrogates(text));
    return Normalizer.normalize(Fixes.controlCharacters(text), Normalizer.Form.NFC);
  }

  private static String strip(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && UnicodeClasses.isStripped(text.charAt(start))) {
      start++;
    }
    while (end > start && UnicodeClasses.isStripped(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /** White space as one space each, none at the ends. */
  static String collapse(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean space = false;
    for (int i = 0; i < text.length(); i++) {
      boolean again = space;
      space = UnicodeClasses.isSpace(text.charAt(i));
      if (!space) {
        out.append(text.charAt(i));
      } else if (!again) {
        out.append(' ');
      }
    }
    return strip(out.toString());
  }
}
