package io.clipstream.model.training.data;

import io.clipstream.model.image.Picture;

/**
 * A turned, stretched and perhaps mirrored rectangle of a picture, which becomes a square.
 *
 * @param centreX of the rectangle, in pixels of the picture
 * @param centreY likewise
 * @param width in pixels of the picture
 * @param height likewise
 * @param turn in radians
 * @param mirrored left and right swapped
 */
record Warp(
    double centreX, double centreY, double width, double height, double turn, boolean mirrored) {
  /** Samples of a pixel lie at most this many source pixels apart, so that none is left out. */
  private static final double SPACING = 1.5;

  /** Fractions of a pixel in interpolation. */
  private static final int BITS = 7;

  /**
   * Samples the square: the picture is averaged down by a whole factor first, then each pixel is
   * one or four bilinear samples.
   *
   * @param background 0xRRGGBB behind the picture and around it
   * @return {@code side * side} pixels 0xRRGGBB
   */
  int[] apply(Picture picture, int background, int side) {
    double perPixel = Math.max(width, height) / side;
    int factor = (int) Math.max(1, Math.round(perPixel / SPACING));
    Opaque source = Opaque.of(picture, background, factor);
    boolean fine = perPixel / factor <= 1.05;
    return fine ? single(source, side, factor) : quadruple(source, side, factor);
  }

  private int[] single(Opaque source, int side, int factor) {
    return sample(source, side, factor);
  }

  /** Twice the resolution, then the mean of each two by two. */
  private int[] quadruple(Opaque source, int side, int factor) {
    int[] fine = sample(source, 2 * side, factor);
    int[] rgb = new int[side * side];
    for (int y = 0, at = 0; y < side; y++) {
      int above = 2 * y * 2 * side;
      int below = above + 2 * side;
      for (int x = 0; x < side; x++, at++) {
        rgb[at] =
            mean(
                fine[above + 2 * x],
                fine[above + 2 * x + 1],
                fine[below + 2 * x],
                fine[below + 2 * x + 1]);
      }
    }
    return rgb;
  }

  private static int mean(int a, int b, int c, int d) {
    int redBlue = (a & 0xff00ff) + (b & 0xff00ff) + (c & 0xff00ff) + (d & 0xff00ff) + 0x20002;
    int green = (a & 0xff00) + (b & 0xff00) + (c & 0xff00) + (d & 0xff00) + 0x200;
    return (redBlue >>> 2 & 0xff00ff) | (green >>> 2 & 0xff00);
  }

  private int[] sample(Opaque source, int side, int factor) {
    double cos = StrictMath.cos(turn) / side / factor;
    double sin = StrictMath.sin(turn) / side / factor;
    double flip = mirrored ? -1 : 1;
    // Source position of a target pixel: centre + stretch * rotate(target - middle).
    double rightX = cos * width * flip;
    double rightY = sin * height * flip;
    double downX = -sin * width;
    double downY = cos * height;
    double middle = (side - 1) / 2.0;
    int[] rgb = new int[side * side];
    for (int y = 0, at = 0; y < side; y++) {
      double sourceX = centreX / factor - 0.5 - middle * rightX + (y - middle) * downX;
      double sourceY = centreY / factor - 0.5 - middle * rightY + (y - middle) * downY;
      for (int x = 0; x < side; x++, at++) {
        rgb[at] = source.at(sourceX + x * rightX, sourceY + x * rightY);
      }
    }
    return rgb;
  }

  /** A picture over its background, with a frame of background around, 0xRRGGBB. */
  private record Opaque(int width, int height, int[] rgb) {
    static Opaque of(Picture picture, int background, int factor) {
      int width = (picture.width() + factor - 1) / factor;
      int height = (picture.height() + factor - 1) / factor;
      int stride = width + 2;
      int[] rgb = new int[stride * (height + 2)];
      java.util.Arrays.fill(rgb, background);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          rgb[(y + 1) * stride + x + 1] =
              factor == 1
                  ? over(picture.argb()[y * picture.width() + x], background)
                  : block(picture, x * factor, y * factor, factor, background);
        }
      }
      return new Opaque(stride, height + 2, rgb);
    }

    private static int over(int argb, int background) {
      int alpha = argb >>> 24;
      if (alpha == 255) {
        return argb & 0xffffff;
      }
      int red = blend(argb >> 16 & 0xff, background >> 16 & 0xff, alpha);
      int green = blend(argb >> 8 & 0xff, background >> 8 & 0xff, alpha);
      return red << 16 | green << 8 | blend(argb & 0xff, background & 0xff, alpha);
    }

    private static int blend(int front, int back, int alpha) {
      return (front * alpha + back * (255 - alpha) + 127) / 255;
    }

    /** The mean of a block; what lies outside the picture is background. */
    private static int block(Picture picture, int left, int top, int factor, int background) {
      long red = 0;
      long green = 0;
      long blue = 0;
      for (int y = top; y < top + factor; y++) {
        for (int x = left; x < left + factor; x++) {
          boolean inside = x < picture.width() && y < picture.height();
          int rgb = inside ? over(picture.argb()[y * picture.width() + x], background) : background;
          red += rgb >> 16 & 0xff;
          green += rgb >> 8 & 0xff;
          blue += rgb & 0xff;
        }
      }
      long area = (long) factor * factor;
      long half = area / 2;
      return (int) ((red + half) / area << 16 | (green + half) / area << 8 | (blue + half) / area);
    }

    /** Bilinear between pixel centres, which have whole coordinates. */
    int at(double x, double y) {
      // Beyond the frame everything is the frame's colour.
      double inX = Math.max(0, Math.min(width - 1.001, x + 1));
      double inY = Math.max(0, Math.min(height - 1.001, y + 1));
      int left = (int) inX;
      int top = (int) inY;
      int right = (int) ((inX - left) * (1 << BITS));
      int down = (int) ((inY - top) * (1 << BITS));
      int at = top * width + left;
      int upper = mix(rgb[at], rgb[at + 1], right);
      int lower = mix(rgb[at + width], rgb[at + width + 1], right);
      return mix(upper, lower, down);
    }

    /** Two channels at a time: with 7 bits of weight they do not run into each other. */
    private static int mix(int a, int b, int weight) {
      int rest = (1 << BITS) - weight;
      int half = 1 << (BITS - 1);
      int redBlue = (a & 0xff00ff) * rest + (b & 0xff00ff) * weight + (half << 16 | half);
      int green = (a >> 8 & 0xff) * rest + (b >> 8 & 0xff) * weight + half;
      return (redBlue >>> BITS & 0xff00ff) | (green >>> BITS & 0xff) << 8;
    }
  }
}
