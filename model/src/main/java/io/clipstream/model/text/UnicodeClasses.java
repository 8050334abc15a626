package io.clipstream.model.text;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Character classes that the reference tokenizer takes from its Unicode tables. They come from a
 * resource instead of the Java runtime, so that ids do not depend on the Java version.
 */
final class UnicodeClasses {
  private static final Map<String, BitSet> CLASSES = new HashMap<>();
  private static final Map<Integer, Integer> NEWER_LOWER_CASE = new HashMap<>();

  static {
    Tables.lines("unicode.txt").forEach(UnicodeClasses::read);
  }

  private static final BitSet LETTERS = CLASSES.get("letter");
  private static final BitSet NUMBERS = CLASSES.get("number");
  private static final BitSet CASED = CLASSES.get("cased");
  private static final BitSet IGNORABLE = CLASSES.get("ignorable");

  private UnicodeClasses() {}

  private static void read(String line) {
    String[] words = line.split(" ");
    if (words[0].equals("lower")) {
      for (int i = 1; i < words.length; i++) {
        String[] pair = words[i].split("=");
        NEWER_LOWER_CASE.put(Integer.parseInt(pair[0], 16), Integer.parseInt(pair[1], 16));
      }
      return;
    }
    BitSet members = new BitSet();
    for (int i = 1; i < words.length; i++) {
      String[] ends = words[i].split("-");
      members.set(Integer.parseInt(ends[0], 16), Integer.parseInt(ends[ends.length - 1], 16) + 1);
    }
    CLASSES.put(words[0], members);
  }

  /** {@code \p{L}}. */
  static boolean isLetter(int codePoint) {
    return LETTERS.get(codePoint);
  }

  /** {@code \p{N}}. */
  static boolean isNumber(int codePoint) {
    return NUMBERS.get(codePoint);
  }

  /** The White_Space property: {@code \s} of Python's regex module. */
  static boolean isSpace(int c) {
    return (c >= 0x09 && c <= 0x0D)
        || c == ' '
        || c == 0x85
        || c == 0xA0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200A)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202F
        || c == 0x205F
        || c == 0x3000;
  }

  /** What Python's {@code str.strip} takes away: white space and the separators 1C to 1F. */
  static boolean isStripped(int c) {
    return isSpace(c) || (c >= 0x1C && c <= 0x1F);
  }

  /**
   * Lower case as in Python: the full mapping of the Unicode standard (section 3.13), in which a
   * capital sigma at the end of a word becomes ς.
   */
  static String lowerCase(String text) {
    StringBuilder lower = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int next = i + Character.charCount(c);
      if (c == 'Σ') {
        lower.append(isFinal(text, i) ? 'ς' : 'σ');
      } else if (c == 'İ') {
        lower.append("i\u0307");
      } else {
        lower.appendCodePoint(lowerCase(c));
      }
      i = next;
    }
    return lower.toString();
  }

  private static int lowerCase(int c) {
    if (c < 0x80) {
      return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }
    Integer newer = NEWER_LOWER_CASE.get(c);
    return newer != null ? newer : Character.toLowerCase(c);
  }

  private static boolean isFinal(String text, int sigma) {
    int before = sigma;
    while (before > 0 && IGNORABLE.get(text.codePointBefore(before))) {
      before = text.offsetByCodePoints(before, -1);
    }
    if (before == 0 || !CASED.get(text.codePointBefore(before))) {
      return false;
    }
    int after = sigma + 1;
    while (after < text.length() && IGNORABLE.get(text.codePointAt(after))) {
      after = text.offsetByCodePoints(after, 1);
    }
    return after == text.length() || !CASED.get(text.codePointAt(after));
  }
}
