package io.clipstream.model.training.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** What a tar may be packed with, told by its first bytes whatever its name. */
enum TarPacking {
  GZIP("\u001f\u008b"),
  BZIP2("BZh"),
  XZ("\u00fd7zXZ\0"),
  ZSTD("(\u00b5/\u00fd"),
  LZ4("\u0004\"M\u0018"),
  ZIP("PK\u0003\u0004");

  /** So many bytes tell. */
  static final int MOST_BYTES = 6;

  private static final int BUFFER = 1 << 16;

  private final String magic;

  /**
   * @param magic the first bytes, each as the character of its number
   */
  TarPacking(String magic) {
    this.magic = magic;
  }

  /** Empty if the bytes begin with none of them. */
  static Optional<TarPacking> of(byte... first) {
    String start = new String(first, StandardCharsets.ISO_8859_1);
    return Arrays.stream(values()).filter(packing -> start.startsWith(packing.magic)).findFirst();
  }

  /**
   * What is packed.
   *
   * @throws IOException if it is damaged, or packed with what is not read
   */
  InputStream unpacked(InputStream in) throws IOException {
    if (this != GZIP) {
      throw new IOException("is packed with " + this + ", expected a tar as it is or with GZIP");
    }
    return new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER);
  }
}
