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

  /**
   * A picture over its background, 0xRRGGBB, averaged down by a whole factor. Its last row and
   * column are repeated once, so that interpolation always finds a neighbour.
   *
   * @param right edge of the picture in averaged pixels, whose centres have whole numbers
   * @param bottom edge likewise
   */
  private record Opaque(int stride, int[] rgb, double right, double bottom, int background) {
    static Opaque of(Picture picture, int background, int factor) {
      int width = (picture.width() + factor - 1) / factor;
      int height = (picture.height() + factor - 1) / factor;
      int stride = width + 1;
      int[] rgb = new int[stride * (height + 1)];
      for (int y = 0; y < height; y++) {
        int row = y * stride;
        for (int x = 0; x < width; x++) {
          rgb[row + x] =
              factor == 1
                  ? over(picture.argb()[y * width + x], background)
                  : block(picture, x * factor, y * factor, factor, background);
        }
        rgb[row + width] = rgb[row + width - 1];
      }
      System.arraycopy(rgb, (height - 1) * stride, rgb, height * stride, stride);
      double right = (double) picture.width() / factor - 0.5;
      double bottom = (double) picture.height() / factor - 0.5;
      return new Opaque(stride, rgb, right, bottom, background);
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

    /** The mean of a block, or of what of it lies inside the picture. */
    private static int block(Picture picture, int left, int top, int factor, int background) {
      int right = Math.min(left + factor, picture.width());
      int bottom = Math.min(top + factor, picture.height());
      long red = 0;
      long green = 0;
      long blue = 0;
      for (int y = top; y < bottom; y++) {
        for (int x = left; x < right; x++) {
          int rgb = over(picture.argb()[y * picture.width() + x], background);
          red += rgb >> 16 & 0xff;
          green += rgb >> 8 & 0xff;
          blue += rgb & 0xff;
        }
      }
      long area = (long) (right - left) * (bottom - top);
      long half = area / 2;
      long mean =
          ((red + half) / area) << 16 | ((green + half) / area) << 8 | ((blue + half) / area);
      return (int) mean;
    }

    /** Bilinear between pixel centres inside the picture, background outside. */
    int at(double x, double y) {
      if (!(x >= -0.5 && x <= right && y >= -0.5 && y <= bottom)) {
        return background;
      }
      double inX = Math.max(0, Math.min(stride - 2, x));
      double inY = Math.max(0, Math.min(rgb.length / stride - 2, y));
      int left = (int) inX;
      int top = (int) inY;
      int across = (int) ((inX - left) * (1 << BITS));
      int down = (int) ((inY - top) * (1 << BITS));
      int at = top * stride + left;
      int upper = mix(rgb[at], rgb[at + 1], across);
      int lower = mix(rgb[at + stride], rgb[at + stride + 1], across);
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
