package io.clipstream.model.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * UTF-8 and its common variants: CESU-8, which writes a pair of surrogates as two sequences of
 * three bytes, and the two-byte null of Java. Bytes are the characters 0 to FF of a string.
 */
final class LenientUtf8 {
  private static final Pattern VARIANTS =
      Pattern.compile(
          "\u00C0(?:\u0080|\n\\z)"
              + "|\u00ED([\u00A0-\u00AF])([\u0080-\u00BF])\u00ED([\u00B0-\u00BF])([\u0080-\u00BF])");

  private LenientUtf8() {}

  /** The text, or null where the bytes are not UTF-8 nor a variant of it. */
  static String decode(String bytes) {
    if (bytes.indexOf(0xED) < 0 && bytes.indexOf(0xC0) < 0) {
      return decodeStrictly(bytes);
    }
    StringBuilder text = new StringBuilder(bytes.length());
    Matcher variant = VARIANTS.matcher(bytes);
    int done = 0;
    while (variant.find()) {
      String plain = decodeStrictly(bytes.substring(done, variant.start()));
      if (plain == null) {
        return null;
      }
      text.append(plain).appendCodePoint(codePoint(variant));
      done = variant.end();
    }
    String rest = decodeStrictly(bytes.substring(done));
    return rest == null ? null : text.append(rest).toString();
  }

  private static int codePoint(Matcher variant) {
    if (variant.group(1) == null) {
      return 0;
    }
    return 0x10000
        + ((variant.group(1).charAt(0) & 0x0F) << 16)
        + ((variant.group(2).charAt(0) & 0x3F) << 10)
        + ((variant.group(3).charAt(0) & 0x0F) << 6)
        + (variant.group(4).charAt(0) & 0x3F);
  }

  private static String decodeStrictly(String bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
