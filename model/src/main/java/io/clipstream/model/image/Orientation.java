package io.clipstream.model.image;

/** Turns a picture upright by EXIF's orientation (Exif 2.32, section 4.6.4, tag 274). */
final class Orientation {
  private Orientation() {}

  /** The picture as {@code orientation} (1 to 8) wants it shown; the same object for 1. */
  static Picture upright(Picture picture, int orientation) {
    if (orientation < 2 || orientation > 8) {
      return picture;
    }
    boolean swapsSides = orientation >= 5;
    int width = swapsSides ? picture.height() : picture.width();
    int height = swapsSides ? picture.width() : picture.height();
    int[] upright = new int[width * height];
    for (int y = 0; y < height; y++) {
      row(picture, orientation, upright, width, height, y);
    }
    return swapsSides
        ? new Picture(width, height, upright, picture.sourceHeight(), picture.sourceWidth())
        : new Picture(width, height, upright, picture.sourceWidth(), picture.sourceHeight());
  }

  /** Walks the source in constant steps: every orientation is a start and two strides. */
  private static void row(Picture from, int orientation, int[] to, int width, int height, int y) {
    int w = from.width();
    int right = width - 1;
    int bottom = height - 1;
    int start =
        switch (orientation) {
          case 2 -> y * w + right;
          case 3 -> (bottom - y) * w + right;
          case 4 -> (bottom - y) * w;
          case 5 -> y;
          case 6 -> right * w + y;
          case 7 -> right * w + (bottom - y);
          default -> bottom - y;
        };
    int step =
        switch (orientation) {
          case 2, 3 -> -1;
          case 4 -> 1;
          case 5, 8 -> w;
          default -> -w;
        };
    int[] source = from.argb();
    for (int x = 0, at = start; x < width; x++, at += step) {
      to[y * width + x] = source[at];
    }
  }
}
