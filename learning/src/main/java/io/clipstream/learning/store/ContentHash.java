package io.clipstream.learning.store;

import io.clipstream.model.image.Picture;
import io.clipstream.schemas.CaptionedImage;
import io.clipstream.schemas.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** What a picture or a pair is, apart from who sent it and when. */
public final class ContentHash {
  private ContentHash() {}

  /**
   * SHA-256 of size and pixels, in hexadecimal: the same for a picture that was packed in another
   * lossless format. By it pairs are split, so that a picture cannot be held out and trained on
   * with another caption.
   */
  public static String ofPicture(Picture picture) {
    MessageDigest digest = Digests.sha256();
    ByteBuffer pixels = ByteBuffer.allocate(Integer.BYTES * (2 + picture.argb().length));
    pixels.putInt(picture.width()).putInt(picture.height());
    pixels.asIntBuffer().put(picture.argb());
    return HexFormat.of().formatHex(digest.digest(pixels.array()));
  }

  /** SHA-256, in hexadecimal, of a picture's hash and its captions in any order. */
  public static String ofPair(String pictureHash, List<String> captions) {
    MessageDigest digest = Digests.sha256();
    digest.update(pictureHash.getBytes(StandardCharsets.US_ASCII));
    captions.stream().map(String::strip).sorted().distinct().forEach(c -> text(digest, c));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** 64 bits of the SHA-256 of a record's encoded picture and captions, without decoding it. */
  static long ofRecord(CaptionedImage record) {
    MessageDigest digest = Digests.sha256();
    digest.update(record.getImage().duplicate());
    record.getCaptions().forEach(c -> text(digest, c));
    return ByteBuffer.wrap(digest.digest()).getLong();
  }

  /** SHA-256 of bytes, in hexadecimal. */
  static String ofBytes(ByteBuffer bytes) {
    MessageDigest digest = Digests.sha256();
    digest.update(bytes.duplicate());
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void text(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }
}
