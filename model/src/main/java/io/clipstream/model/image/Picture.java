package io.clipstream.model.image;

import java.util.Objects;

/**
 * A decoded picture, upright, in sRGB.
 *
 * @param width in pixels
 * @param height in pixels
 * @param argb {@code width * height} pixels in rows from the top, 8 bits each of alpha, red, green,
 *     blue, not premultiplied; owned by this record and not copied
 * @param sourceWidth of the file's picture; above {@code width} if it was decoded at 1/2, 1/4 or
 *     1/8 of its size, so that preprocessing works with the true proportions
 * @param sourceHeight likewise
 */
public record Picture(int width, int height, int[] argb, int sourceWidth, int sourceHeight) {
  public Picture {
    Objects.requireNonNull(argb, "argb is null");
    if (width < 1 || height < 1 || (long) width * height != argb.length) {
      throw new IllegalArgumentException(
          "picture of " + width + " x " + height + " with " + argb.length + " pixels");
    }
    if (sourceWidth < width || sourceHeight < height) {
      throw new IllegalArgumentException(
          "source of " + sourceWidth + " x " + sourceHeight + " is smaller than the picture");
    }
  }

  /** A picture at the size it has in its file. */
  public Picture(int width, int height, int[] argb) {
    this(width, height, argb, width, height);
  }

  /** The width of the source in this picture's pixels; the last column may be covered in part. */
  double extentAcross() {
    return sourceWidth / Math.ceil((double) sourceWidth / width);
  }

  /** The height of the source in this picture's pixels. */
  double extentDown() {
    return sourceHeight / Math.ceil((double) sourceHeight / height);
  }
}
