package io.clipstream.dashboard.store;

import io.clipstream.schemas.Digests;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Texts from the stream as the index holds them: of bounded length where they are searched by. */
public final class Term {
  /** Characters that are kept as they are; names of labels have no more. */
  private static final int KEPT = 200;

  private Term() {}

  /**
   * The text itself, or where it is long its beginning and a hash: two long texts stay two. Null
   * stays null.
   */
  public static String of(String text) {
    if (text == null) {
      return null;
    }
    String storable = storable(text);
    if (storable.length() <= KEPT) {
      return storable;
    }
    int end = Character.isHighSurrogate(storable.charAt(KEPT - 1)) ? KEPT - 1 : KEPT;
    return storable.substring(0, end) + "…" + hash(text).substring(0, 16);
  }

  /** A whole text, without what PostgreSQL's texts cannot hold. Null stays null. */
  public static String storable(String text) {
    return text == null ? null : text.replace('\0', '\uFFFD');
  }

  /** 32 hexadecimal digits that stand for a text of any length. */
  public static String hash(String text) {
    byte[] digest = Digests.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest, 0, 16);
  }
}
