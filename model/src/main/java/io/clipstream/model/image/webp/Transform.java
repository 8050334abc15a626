package io.clipstream.model.image.webp;

import io.clipstream.model.image.cost.Budget;

/** What an encoder did to the pixels before it coded them, and how it is undone (section 3.5). */
sealed interface Transform {
  /** Undoes it in place. */
  void undo(int[] argb, int width, int height, Budget budget);

  /** Each pixel is its difference from a prediction out of its neighbours (section 3.5.1). */
  record Predicted(int bits, int[] modes) implements Transform {
    @Override
    public void undo(int[] argb, int width, int height, Budget budget) {
      argb[0] = Predictor.sum(argb[0], Predictor.BLACK);
      for (int x = 1; x < width; x++) {
        argb[x] = Predictor.sum(argb[x], argb[x - 1]);
      }
      int blocks = EntropyImage.blocks(width, bits);
      for (int y = 1; y < height; y++) {
        int row = y * width;
        argb[row] = Predictor.sum(argb[row], argb[row - width]);
        int from = (y >> bits) * blocks;
        for (int x = 1; x < width; ) {
          int end = Math.min(width, ((x >> bits) + 1) << bits);
          int mode = modes[from + (x >> bits)] >> 8 & 15;
          Predictor.undo(mode, argb, row + x, row + end, width);
          x = end;
        }
        budget.step();
      }
    }
  }

  /** Red and blue are their differences from parts of green and red (section 3.5.2). */
  record Correlated(int bits, int[] factors) implements Transform {
    @Override
    public void undo(int[] argb, int width, int height, Budget budget) {
      int blocks = EntropyImage.blocks(width, bits);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int factor = factors[(y >> bits) * blocks + (x >> bits)];
          argb[y * width + x] = undo(argb[y * width + x], factor);
        }
        budget.step();
      }
    }

    private static int undo(int pixel, int factor) {
      byte green = (byte) (pixel >> 8);
      int red = (pixel >> 16) + part((byte) factor, green);
      int blue =
          pixel + part((byte) (factor >> 8), green) + part((byte) (factor >> 16), (byte) red);
      return (pixel & 0xff00ff00) | (red & 255) << 16 | (blue & 255);
    }

    private static int part(byte factor, byte colour) {
      return factor * colour >> 5;
    }
  }

  /** Green was taken from red and blue (section 3.5.3). */
  record GreenSubtracted() implements Transform {
    @Override
    public void undo(int[] argb, int width, int height, Budget budget) {
      int size = width * height;
      for (int i = 0; i < size; i++) {
        int green = argb[i] >> 8 & 255;
        argb[i] =
            (argb[i] & 0xff00ff00) | ((argb[i] & 0xff00ff) + (green << 16 | green)) & 0xff00ff;
      }
      budget.check();
    }
  }

  /**
   * Pixels are indices into a palette, several to a pixel if it is small (section 3.5.4). An index
   * beyond the palette's end is transparent black: encoders leave such colours out at its end.
   *
   * @param bits by which the coded width is smaller than the picture's
   */
  record Indexed(int bits, int[] palette) implements Transform {
    @Override
    public void undo(int[] argb, int width, int height, Budget budget) {
      int packedWidth = EntropyImage.blocks(width, bits);
      int indexBits = 8 >> bits;
      int inPixel = (1 << bits) - 1;
      // From the end: what is packed lies in front of where it goes.
      for (int y = height - 1; y >= 0; y--) {
        for (int x = width - 1; x >= 0; x--) {
          int packed = argb[y * packedWidth + (x >> bits)] >> 8 & 255;
          int index = packed >> (x & inPixel) * indexBits & (1 << indexBits) - 1;
          argb[y * width + x] = index < palette.length ? palette[index] : 0;
        }
        budget.step();
      }
    }
  }
}
