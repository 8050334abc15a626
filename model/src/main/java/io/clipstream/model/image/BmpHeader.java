package io.clipstream.model.image;

import java.nio.ByteOrder;

/** Reads the header of a Windows or OS/2 bitmap. */
final class BmpHeader {
  private static final int FILE_HEADER = 14;
  private static final int OS2_HEADER = 12;

  /** Two bytes of run-length code stand for 255 pixels at best. */
  private static final int MOST_INFLATION = 128;

  /** A picture of less costs nothing worth a judgement. */
  private static final int FREE_PIXELS = 1 << 20;

  private BmpHeader() {}

  static ImageHeader read(byte[] data, ImageLimits limits) {
    Bytes bytes = Bytes.of(data, ByteOrder.LITTLE_ENDIAN);
    long headerSize = bytes.u32(FILE_HEADER);
    if (headerSize < OS2_HEADER || headerSize > 1024) {
      throw Refusal.corrupt("BMP header claims to be " + headerSize + " bytes long");
    }
    boolean old = headerSize == OS2_HEADER;
    long width = old ? bytes.u16(18) : bytes.i32(18);
    long height = Math.abs(old ? bytes.u16(20) : (long) bytes.i32(22)); // negative: from the top
    limits.check(width, height);
    int bits = bytes.u16(old ? 24 : 28);
    long compression = old || headerSize < 20 ? 0 : bytes.u32(30);
    check(bytes, headerSize, bits, compression, width * height);
    return new ImageHeader(
        ImageFormat.BMP,
        (int) width,
        (int) height,
        ImageHeader.Frame.whole((int) width, (int) height),
        1,
        null,
        data,
        true,
        4 * width * height);
  }

  private static void check(Bytes bytes, long headerSize, int bits, long compression, long pixels) {
    switch (bits) {
      case 1, 2, 4, 8, 16, 24, 32 -> {}
      default -> throw Refusal.corrupt("BMP has " + bits + " bits a pixel");
    }
    if (compression == 4 || compression == 5) {
      throw Refusal.unsupported("BMP wraps a JPEG or PNG");
    }
    if (compression > 6) {
      throw Refusal.corrupt("BMP has compression " + compression);
    }
    long colours = headerSize >= 40 ? bytes.u32(46) : 0;
    if (bits <= 8 && colours > 1 << bits) {
      throw Refusal.corrupt("BMP claims " + colours + " colours for " + bits + " bits");
    }
    long offset = bytes.u32(10);
    bytes.require(offset, 0);
    boolean plain = compression == 0 || compression == 3 || compression == 6;
    if (plain) {
      bytes.require(offset, (pixels * bits + 7) / 8);
    } else if (pixels > FREE_PIXELS + (long) MOST_INFLATION * bytes.length()) {
      throw Refusal.corrupt("BMP claims " + pixels + " pixels in " + bytes.length() + " bytes");
    }
  }
}
