package io.clipstream.schemas;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * The canonical form of a label set, digested: every text as its length in UTF-8 bytes (4 bytes,
 * big endian) and the bytes, every list as its length and its items, so that no two sets share a
 * form.
 */
final class LabelSetHash {
  private static final String FORM = "clipstream label set 1";

  private final MessageDigest digest;

  private LabelSetHash(MessageDigest digest) {
    this.digest = digest;
  }

  static String of(LabelSet set) {
    LabelSetHash hash = new LabelSetHash(Digests.sha256());
    hash.text(FORM);
    hash.text(set.getScoring().name());
    hash.number(set.getLabels().size());
    set.getLabels().forEach(hash::label);
    hash.texts(set.getTemplates());
    hash.texts(set.getBackgroundPrompts());
    return HexFormat.of().formatHex(hash.digest.digest());
  }

  private void label(Label label) {
    text(label.getName());
    texts(label.getPrompts());
    number(Float.floatToIntBits(label.getThreshold() + 0.0f)); // + 0 makes -0 and 0 one number
    text(label.getAction().name());
    texts(label.getParent() == null ? List.of() : List.of(label.getParent()));
  }

  private void texts(List<String> texts) {
    number(texts.size());
    texts.forEach(this::text);
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(bytes.length);
    digest.update(bytes);
  }

  private void number(int number) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }
}
