package io.clipstream.model.image;

import java.nio.ByteOrder;

/** The one EXIF field that changes what a picture looks like (Exif 2.32, tag 0x0112). */
final class Exif {
  private static final int ORIENTATION = 0x0112;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int SIGNED_SHORT = 8;
  private static final int SIGNED_LONG = 9;

  private Exif() {}

  /** Orientation 1 to 8 from a TIFF-structured block; 1 where it is absent or damaged. */
  static int orientation(Bytes block) {
    try {
      Bytes tiff = block;
      if (tiff.starts(0, "Exif\0\0")) {
        tiff = block.window(6, block.length() - 6L, ByteOrder.BIG_ENDIAN);
      }
      ByteOrder order = tiff.starts(0, "II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
      return find(tiff.window(0, tiff.length(), order));
    } catch (Refusal damaged) {
      return 1; // a picture with broken metadata is still a picture
    }
  }

  /** The standard asks for SHORT; some software writes LONG, which other software reads. */
  private static long value(Bytes tiff, long entry) {
    return switch (tiff.u16(entry + 2)) {
      case SHORT, SIGNED_SHORT -> tiff.u16(entry + 8);
      case LONG, SIGNED_LONG -> tiff.u32(entry + 8);
      default -> 1;
    };
  }

  private static int find(Bytes tiff) {
    long directory = tiff.u32(4);
    int entries = tiff.u16(directory);
    for (int i = 0; i < entries; i++) {
      long entry = directory + 2 + 12L * i;
      if (tiff.u16(entry) == ORIENTATION) {
        long value = value(tiff, entry);
        return value >= 1 && value <= 8 ? (int) value : 1;
      }
    }
    return 1;
  }
}
