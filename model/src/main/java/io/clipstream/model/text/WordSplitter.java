package io.clipstream.model.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits cleaned text into the words that byte pairs are merged within, as CLIP's pattern does:
 * {@code <|startoftext|>|<|endoftext|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+},
 * ignoring case.
 *
 * <p>Two effects of ignoring case are kept: the long s (ſ) counts as an s in a contraction, and
 * U+0345, whose capital is a letter, belongs to no class and is dropped.
 */
final class WordSplitter {
  private static final String[] PREFIXES = {
    Vocabularies.START, Vocabularies.END, "'s", "'t", "'re", "'ve", "'m", "'ll", "'d"
  };
  private static final int YPOGEGRAMMENI = 0x345;

  private enum Kind {
    SPACE,
    LETTER,
    NUMBER,
    OTHER
  }

  private final String text;
  private int position;

  WordSplitter(String cleaned) {
    this.text = cleaned;
  }

  static List<String> split(String cleaned) {
    WordSplitter splitter = new WordSplitter(cleaned);
    List<String> words = new ArrayList<>();
    for (String word = splitter.next(); word != null; word = splitter.next()) {
      words.add(word);
    }
    return words;
  }

  /** The next word, or null at the end. */
  String next() {
    while (position < text.length() && kind(position) == Kind.SPACE) {
      position += Character.charCount(text.codePointAt(position));
    }
    if (position == text.length()) {
      return null;
    }
    int start = position;
    position = end(start);
    return text.substring(start, position);
  }

  private int end(int start) {
    for (String prefix : PREFIXES) {
      if (startsWith(prefix, start)) {
        return start + prefix.length();
      }
    }
    Kind kind = kind(start);
    int end = text.offsetByCodePoints(start, 1);
    while (kind != Kind.NUMBER && end < text.length() && kind(end) == kind) {
      end += Character.charCount(text.codePointAt(end));
    }
    return end;
  }

  private boolean startsWith(String prefix, int start) {
    if (text.length() - start < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      char c = text.charAt(start + i);
      if ((c == 'ſ' ? 's' : c) != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private Kind kind(int index) {
    int c = text.codePointAt(index);
    if (c < 0x80 ? c >= 'a' && c <= 'z' : UnicodeClasses.isLetter(c)) {
      return Kind.LETTER;
    }
    if (UnicodeClasses.isSpace(c) || c == YPOGEGRAMMENI) {
      return Kind.SPACE;
    }
    return UnicodeClasses.isNumber(c) ? Kind.NUMBER : Kind.OTHER;
  }
}
