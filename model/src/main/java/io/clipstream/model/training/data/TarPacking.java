package io.clipstream.model.training.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** What a tar may be packed with, told by its first bytes whatever its name. */
enum TarPacking {
  GZIP(0x1f, 0x8b),
  BZIP2('B', 'Z', 'h'),
  XZ(0xfd, '7', 'z', 'X', 'Z', 0),
  ZSTD(0x28, 0xb5, 0x2f, 0xfd),
  LZ4(0x04, 0x22, 0x4d, 0x18),
  ZIP('P', 'K', 3, 4);

  /** So many bytes tell. */
  static final int MOST_BYTES = 6;

  private static final int BUFFER = 1 << 16;

  private final byte[] magic;

  TarPacking(int... magic) {
    this.magic = new byte[magic.length];
    for (int i = 0; i < magic.length; i++) {
      this.magic[i] = (byte) magic[i];
    }
  }

  /** Empty if the bytes begin with none of them. */
  static Optional<TarPacking> of(byte... first) {
    return Arrays.stream(values()).filter(packing -> packing.begins(first)).findFirst();
  }

  private boolean begins(byte... first) {
    return first.length >= magic.length
        && Arrays.equals(first, 0, magic.length, magic, 0, magic.length);
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
