package io.clipstream.dashboard.login;

import io.clipstream.schemas.Digests;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** Random texts that nobody guesses. Their plain hashes are kept, which need no salt for that. */
public final class Tokens {
  /** What every token of a program begins with. */
  static final String MARK = "cst_";

  private static final int SESSION_BYTES = 16;
  private static final int TOKEN_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Tokens() {}

  /** A token for a program, 256 bits. */
  public static String forProgram() {
    return MARK + random(TOKEN_BYTES);
  }

  /** Id of a session, 128 bits. */
  static String forSession() {
    return random(SESSION_BYTES);
  }

  private static String random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** SHA-256 in hexadecimal. */
  public static String hash(String text) {
    return Digests.sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  static boolean isHash(String text) {
    return text.matches("[0-9a-f]{64}");
  }

  /** Whether two texts are the same, in a time that tells nothing. */
  static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
