package io.clipstream.model.image;

/**
 * A colour conversion sampled on a grid of 33 levels a channel, and interpolated in tetrahedra in
 * between: a fraction of a full conversion's time, within a level or two of it.
 */
final class ColourCube {
  private static final int SIDE = 33;
  private static final int[] STRIDES = {SIDE * SIDE, SIDE, 1};

  /** Differences up to this are no difference: the profile is sRGB under another name. */
  private static final int INVISIBLE = 2;

  static final ColourCube IDENTITY = new ColourCube(null);

  private final int[] colours;

  private ColourCube(int[] colours) {
    this.colours = colours;
  }

  /** The grid's points as RGB pixels. */
  static int[] grid() {
    int[] grid = new int[SIDE * SIDE * SIDE];
    for (int i = 0; i < grid.length; i++) {
      grid[i] =
          level(i / STRIDES[0]) << 16 | level(i / STRIDES[1] % SIDE) << 8 | level(i % SIDE);
    }
    return grid;
  }

  private static int level(int index) {
    return Math.min(255, index * 8);
  }

  /** The conversion that took {@code grid} to {@code converted}. */
  static ColourCube of(int[] grid, int[] converted) {
    for (int i = 0; i < grid.length; i++) {
      for (int shift = 0; shift <= 16; shift += 8) {
        if (Math.abs((grid[i] >> shift & 255) - (converted[i] >> shift & 255)) > INVISIBLE) {
          return new ColourCube(converted);
        }
      }
    }
    return IDENTITY;
  }

  /** Converts pixels in place, alpha untouched. */
  void apply(int[] argb) {
    if (colours == null) {
      return;
    }
    for (int i = 0; i < argb.length; i++) {
      argb[i] = argb[i] & 0xff000000 | convert(argb[i]);
    }
  }

  /** Walks from the cell's low corner along the largest fraction first. */
  private int convert(int pixel) {
    int r = pixel >> 16 & 255;
    int g = pixel >> 8 & 255;
    int b = pixel & 255;
    int corner = (r >> 3) * STRIDES[0] + (g >> 3) * STRIDES[1] + (b >> 3);
    int fr = fraction(r);
    int fg = fraction(g);
    int fb = fraction(b);
    int most = Math.max(fr, Math.max(fg, fb));
    int least = Math.min(fr, Math.min(fg, fb));
    int middle = fr + fg + fb - most - least;
    int mostStride = fr == most ? STRIDES[0] : fg == most ? STRIDES[1] : STRIDES[2];
    int leastStride = fb == least ? STRIDES[2] : fg == least ? STRIDES[1] : STRIDES[0];
    int all = STRIDES[0] + STRIDES[1] + STRIDES[2];
    return mix(
        colours[corner],
        colours[corner + mostStride],
        colours[corner + all - leastStride],
        colours[corner + all],
        most,
        middle,
        least);
  }

  /** In 840ths, which eighths and (in the last cell, 248 to 255) sevenths divide. */
  private static int fraction(int value) {
    return value < 248 ? (value & 7) * 105 : (value - 248) * 120;
  }

  private static int mix(int a, int b, int c, int d, int most, int middle, int least) {
    int result = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      int sum =
          (a >> shift & 255) * (840 - most)
              + (b >> shift & 255) * (most - middle)
              + (c >> shift & 255) * (middle - least)
              + (d >> shift & 255) * least;
      result |= (sum + 420) / 840 << shift;
    }
    return result;
  }
}
