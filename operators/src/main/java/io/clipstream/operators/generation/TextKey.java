package io.clipstream.operators.generation;

import io.clipstream.schemas.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** Names what an embedding was made of, by the first 16 bytes of a SHA-256. */
record TextKey(long high, long low) {
  static final int BYTES = 16;

  /** Of a label: its templates and prompts, which make one embedding together. */
  static TextKey ofLabel(List<String> templates, List<String> prompts) {
    MessageDigest digest = Digests.sha256();
    add(digest, templates);
    add(digest, prompts);
    return of(digest);
  }

  /** Of a text that is encoded as it stands. */
  static TextKey ofText(String text) {
    MessageDigest digest = Digests.sha256();
    add(digest, List.of(text));
    return of(digest);
  }

  private static void add(MessageDigest digest, List<String> texts) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(texts.size()).array());
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      digest.update(bytes);
    }
  }

  private static TextKey of(MessageDigest digest) {
    ByteBuffer bytes = ByteBuffer.wrap(digest.digest());
    return new TextKey(bytes.getLong(), bytes.getLong());
  }
}
