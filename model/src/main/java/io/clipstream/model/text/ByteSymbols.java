package io.clipstream.model.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The printable character that stands for each byte in a vocabulary (GPT-2's alphabet): bytes that
 * print in Latin-1 stand for themselves, the others follow from U+0100 on.
 */
final class ByteSymbols {
  /** Ends the last piece of a word. */
  static final String END_OF_WORD = "</w>";

  private static final char[] SYMBOLS = new char[256];
  private static final int[] BYTES = new int[512];

  static {
    Arrays.fill(BYTES, -1);
    char next = 256;
    for (int b = 0; b < 256; b++) {
      SYMBOLS[b] = prints(b) ? (char) b : next++;
      BYTES[SYMBOLS[b]] = b;
    }
  }

  private ByteSymbols() {}

  private static boolean prints(int b) {
    return (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
  }

  static String symbol(int b) {
    return String.valueOf(SYMBOLS[b]);
  }

  /** The 256 symbols in the order in which a vocabulary lists them. */
  static List<String> inVocabularyOrder() {
    return IntStream.concat(
            IntStream.range(0, 256).filter(ByteSymbols::prints),
            IntStream.range(0, 256).filter(b -> !prints(b)))
        .mapToObj(ByteSymbols::symbol)
        .collect(Collectors.toList());
  }

  /** The text of pieces without their end-of-word marks; broken UTF-8 becomes U+FFFD. */
  static String decode(String symbols) {
    byte[] bytes = new byte[symbols.length()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) BYTES[symbols.charAt(i)];
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Whether every character stands for a byte. */
  static boolean isValid(String symbols) {
    return symbols.chars().allMatch(c -> c < BYTES.length && BYTES[c] >= 0);
  }
}
