package io.clipstream.model.text;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * HTML character references, resolved in the two ways that the reference cleaning uses: leniently
 * as Python's {@code html.unescape} (HTML standard, section 13.5; the semicolon may be missing),
 * and strictly as ftfy does (the semicolon is required, and names in capitals count too).
 */
final class HtmlEntities {
  private static final int LONGEST_NAME = 32;
  private static final int NO_CHARACTER = -1;
  private static final int OUT_OF_RANGE = Character.MAX_CODE_POINT + 1;
  private static final Pattern STRICT = Pattern.compile("&#?[0-9A-Za-z]{1,24};");
  private static final Map<String, String> NAMED = named();
  private static final Map<String, String> CAPITALS = capitals();

  private HtmlEntities() {}

  private static Map<String, String> named() {
    Map<String, String> entities = new HashMap<>();
    for (String line : Tables.lines("entities.tsv")) {
      int tab = line.indexOf('\t');
      entities.put(line.substring(0, tab), Tables.characters(line.substring(tab + 1)));
    }
    return entities;
  }

  private static Map<String, String> capitals() {
    Map<String, String> entities = new HashMap<>();
    NAMED.forEach(
        (name, value) -> {
          String capital = name.toUpperCase(Locale.ROOT);
          boolean lowerCase = name.equals(name.toLowerCase(Locale.ROOT));
          if (name.endsWith(";") && lowerCase && unescape("&" + capital).equals("&" + capital)) {
            entities.put(capital, value.toUpperCase(Locale.ROOT));
          }
        });
    return entities;
  }

  /** As Python's {@code html.unescape}. */
  static String unescape(String text) {
    int from = text.indexOf('&');
    if (from < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int done = 0;
    while (from >= 0) {
      out.append(text, done, from);
      done = appendReference(text, from, out);
      from = text.indexOf('&', done);
    }
    return out.append(text, done, text.length()).toString();
  }

  /** Resolves the reference whose {@code &} is at the index; returns the index after it. */
  private static int appendReference(String text, int ampersand, StringBuilder out) {
    int start = ampersand + 1;
    if (start < text.length() && text.charAt(start) == '#') {
      return appendNumeric(text, start + 1, out);
    }
    int end = start;
    for (int n = 0; n < LONGEST_NAME && end < text.length() && isNamePart(text, end); n++) {
      end = text.offsetByCodePoints(end, 1);
    }
    if (end == start) {
      out.append('&');
      return start;
    }
    if (end < text.length() && text.charAt(end) == ';') {
      end++;
    }
    appendNamed(text.substring(start, end), out);
    return end;
  }

  private static boolean isNamePart(String text, int i) {
    return "\t\n\f <&#;".indexOf(text.charAt(i)) < 0;
  }

  private static void appendNamed(String name, StringBuilder out) {
    for (int length = name.length(); length > 1; length--) {
      String value = NAMED.get(name.substring(0, length));
      if (value != null) {
        out.append(value).append(name, length, name.length());
        return;
      }
    }
    out.append('&').append(name);
  }

  private static int appendNumeric(String text, int start, StringBuilder out) {
    boolean hexadecimal = start < text.length() && (text.charAt(start) | 32) == 'x';
    int digits = hexadecimal ? start + 1 : start;
    int end = digits;
    int number = 0;
    while (end < text.length() && digit(text.charAt(end), hexadecimal) >= 0) {
      int digit = digit(text.charAt(end++), hexadecimal);
      number = Math.min(OUT_OF_RANGE, number * (hexadecimal ? 16 : 10) + digit);
    }
    if (end == digits) {
      out.append("&#");
      return start;
    }
    int character = character(number);
    if (character != NO_CHARACTER) {
      out.appendCodePoint(character);
    }
    return end < text.length() && text.charAt(end) == ';' ? end + 1 : end;
  }

  private static int digit(char c, boolean hexadecimal) {
    return c < 0x80 ? Character.digit(c, hexadecimal ? 16 : 10) : -1;
  }

  private static int character(int number) {
    if (number >= 0x80 && number <= 0x9F) {
      return CodePage.WINDOWS_1252.decode(number);
    }
    if (number == 0 || number > Character.MAX_CODE_POINT || isSurrogate(number)) {
      return 0xFFFD;
    }
    return isForbidden(number) ? NO_CHARACTER : number;
  }

  private static boolean isSurrogate(int number) {
    return number >= Character.MIN_SURROGATE && number <= Character.MAX_SURROGATE;
  }

  private static boolean isForbidden(int n) {
    boolean control = n < 0x20 && n != '\t' && n != '\n' && n != '\f' && n != '\r';
    boolean noncharacter = (n >= 0xFDD0 && n <= 0xFDEF) || (n & 0xFFFE) == 0xFFFE;
    return control || n == 0x7F || noncharacter;
  }

  /** As ftfy's {@code unescape_html}. */
  static String unescapeStrictly(String text) {
    if (text.indexOf('&') < 0) {
      return text;
    }
    return STRICT.matcher(text).replaceAll(match -> Fixes.literal(strictly(match.group())));
  }

  private static String strictly(String reference) {
    if (reference.startsWith("&#")) {
      String character = unescape(reference);
      return character.indexOf(';') >= 0 ? reference : character;
    }
    String name = reference.substring(1);
    String value = NAMED.getOrDefault(name, CAPITALS.get(name));
    return value != null ? value : reference;
  }
}
