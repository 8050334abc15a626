package io.clipstream.model.text;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The small repairs of ftfy's default configuration, each on its own. */
final class Fixes {
  private static final Pattern C1 = Pattern.compile("[\\x80-\\x9f]");
  private static final Pattern TERMINAL_ESCAPE = Pattern.compile("\\x1b\\[[\\p{Nd};]*+[a-zA-Z]");
  private static final Map<Integer, String> LIGATURES = ligatures();
  private static final Map<Integer, String> WIDTHS = widths();

  private Fixes() {}

  /** Digraphs and typographic ligatures of Latin letters, with their parts. */
  private static Map<Integer, String> ligatures() {
    String pairs =
        "Ĳ=IJ ĳ=ij ŉ=ʼn Ǳ=DZ ǲ=Dz ǳ=dz Ǆ=DŽ ǅ=Dž ǆ=dž Ǉ=LJ ǈ=Lj ǉ=lj Ǌ=NJ ǋ=Nj ǌ=nj"
            + " ﬀ=ff ﬁ=fi ﬂ=fl ﬃ=ffi ﬄ=ffl ﬅ=ſt ﬆ=st";
    Map<Integer, String> parts = new HashMap<>();
    for (String pair : pairs.split(" ")) {
      parts.put((int) pair.charAt(0), pair.substring(2));
    }
    return parts;
  }

  /** Full-width Latin and half-width katakana and hangul, with their usual forms. */
  private static Map<Integer, String> widths() {
    Map<Integer, String> usual = new HashMap<>();
    usual.put(0x3000, " ");
    for (int c = 0xFF01; c < 0xFFF0; c++) {
      String form = Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC);
      if (!form.equals(Character.toString(c))) {
        usual.put(c, form);
      }
    }
    return usual;
  }

  static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  /** A replacement string without special meaning. */
  static String literal(String text) {
    return Matcher.quoteReplacement(text);
  }

  /** C1 control characters as Windows-1252 means them. */
  static String c1Controls(String text) {
    return C1.matcher(text)
        .replaceAll(
            match -> Character.toString(CodePage.WINDOWS_1252.decode(match.group().charAt(0))));
  }

  static String latinLigatures(String text) {
    return translate(text, LIGATURES);
  }

  static String characterWidth(String text) {
    return translate(text, WIDTHS);
  }

  private static String translate(String text, Map<Integer, String> table) {
    if (isAscii(text)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      String other = table.get((int) text.charAt(i));
      if (other == null) {
        out.append(text.charAt(i));
      } else {
        out.append(other);
      }
    }
    return out.toString();
  }

  static String straightQuotes(String text) {
    StringBuilder out = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 'ʼ' || (c >= '\u2018' && c <= '\u201B')) {
        out.setCharAt(i, '\'');
      } else if (c >= '\u201C' && c <= '\u201F') {
        out.setCharAt(i, '"');
      }
    }
    return out.toString();
  }

  static String lineBreaks(String text) {
    return text.replace("\r\n", "\n")
        .replace('\r', '\n')
        .replace('\u2028', '\n')
        .replace('\u2029', '\n')
        .replace('\u0085', '\n');
  }

  /** Lone surrogates become U+FFFD; pairs already are one character in Java. */
  static String surrogates(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  static String terminalEscapes(String text) {
    return text.indexOf(0x1B) < 0 ? text : TERMINAL_ESCAPE.matcher(text).replaceAll("");
  }

  static String controlCharacters(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (!isUnwanted(text.charAt(i))) {
        out.append(text.charAt(i));
      }
    }
    return out.toString();
  }

  private static boolean isUnwanted(char c) {
    return (c < 0x20 && c != '\t' && c != '\n' && c != '\f' && c != '\r')
        || c == 0x7F
        || (c >= 0x206A && c <= 0x206F)
        || c == 0xFEFF
        || (c >= 0xFFF9 && c <= 0xFFFC);
  }
}
