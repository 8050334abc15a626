package io.clipstream.model.image;

import java.util.Objects;

/**
 * A decoded picture, upright, in sRGB.
 *
 * @param width in pixels
 * @param height in pixels
 * @param argb {@code width * height} pixels in rows from the top, 8 bits each of alpha, red, green,
 *     blue, not premultiplied; owned by this record and not copied
 */
public record Picture(int width, int height, int[] argb) {
  public Picture {
    Objects.requireNonNull(argb, "argb is null");
    if (width < 1 || height < 1 || (long) width * height != argb.length) {
      throw new IllegalArgumentException(
          "picture of " + width + " x " + height + " with " + argb.length + " pixels");
    }
  }
}
