package io.clipstream.model.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A single-byte encoding that text may wrongly have been decoded with. Bytes are kept as the
 * characters 0 to FF of a string, so that regular expressions can search them.
 *
 * <p>A <i>sloppy</i> encoding lets unassigned bytes stand for the control characters of the same
 * number, and byte 1A for U+FFFD, the trace of a byte that an earlier decoder lost.
 */
final class CodePage {
  private static final char SUBSTITUTE = 0x1A;
  private static final char REPLACEMENT = 0xFFFD;

  /** The encodings that the repair tries, in its order. */
  static final List<CodePage> ALL;

  /** Windows-1252 with holes filled, as web browsers read Latin-1. */
  static final CodePage WINDOWS_1252;

  private static final CodePage STRICT_WINDOWS_1252;

  static {
    List<CodePage> pages = new ArrayList<>();
    StringBuilder latin1 = new StringBuilder();
    for (char c = 0x80; c <= 0xFF; c++) {
      latin1.append(c);
    }
    pages.add(new CodePage("latin-1", latin1.toString()));
    for (String line : Tables.lines("codepages.txt")) {
      int space = line.indexOf(' ');
      pages.add(
          new CodePage(line.substring(0, space), Tables.characters(line.substring(space + 1))));
    }
    STRICT_WINDOWS_1252 = pages.remove(pages.size() - 1);
    WINDOWS_1252 = pages.get(1);
    ALL = List.copyOf(pages);
  }

  private final String name;
  private final String upperHalf;
  private final Map<Character, Character> bytes = new HashMap<>();

  private CodePage(String name, String upperHalf) {
    this.name = name;
    this.upperHalf = upperHalf;
    for (int i = 0; i < 0x80; i++) {
      bytes.put(upperHalf.charAt(i), (char) (0x80 + i));
    }
  }

  boolean isSloppy() {
    return name.startsWith("sloppy");
  }

  boolean isMacRoman() {
    return name.equals("macroman");
  }

  char decode(int byteValue) {
    return byteValue < 0x80 ? (char) byteValue : upperHalf.charAt(byteValue - 0x80);
  }

  /** The bytes of the text, or null where a character is not of this encoding. */
  String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      Character b = encode(text.charAt(i));
      if (b == null) {
        return null;
      }
      encoded.append(b.charValue());
    }
    return encoded.toString();
  }

  private Character encode(char c) {
    if (isSloppy() && (c == SUBSTITUTE || c == REPLACEMENT)) {
      return c == REPLACEMENT ? SUBSTITUTE : null;
    }
    return c < 0x80 ? (Character) c : bytes.get(c);
  }

  /** Latin-1 text read as Windows-1252, or null where that has no character for a byte. */
  static String latin1AsWindows1252(String text) {
    StringBuilder decoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char character = c > 0xFF ? REPLACEMENT : STRICT_WINDOWS_1252.decode(c);
      if (character == REPLACEMENT) {
        return null;
      }
      decoded.append(character);
    }
    return decoded.toString();
  }
}
