package io.clipstream.model.image;

import java.nio.ByteOrder;

/** The one EXIF field that changes what a picture looks like (Exif 2.32, tag 0x0112). */
final class Exif {
  private static final int ORIENTATION = 0x0112;

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

  private static int find(Bytes tiff) {
    long directory = tiff.u32(4);
    int entries = tiff.u16(directory);
    for (int i = 0; i < entries; i++) {
      long entry = directory + 2 + 12L * i;
      if (tiff.u16(entry) == ORIENTATION) {
        int value = tiff.u16(entry + 8);
        return value >= 1 && value <= 8 ? value : 1;
      }
    }
    return 1;
  }
}
