package io.clipstream.model.image;

import java.util.Arrays;

/**
 * Resizes in two passes, rows first, each rounded and clipped to 8 bits, as Pillow does. Only the
 * rows that the second pass needs go through the first.
 */
final class Resampler {
  private static final int OPAQUE = 255 << 24;

  private Resampler() {}

  /**
   * Resizes {@code picture}, laid over white, to the columns of {@code across} and the rows of
   * {@code down}.
   *
   * @return interleaved RGB, {@code [down.count(), across.count(), 3]}
   */
  static byte[] resize(Picture picture, ResamplingKernel across, ResamplingKernel down) {
    int firstRow = down.firstInput();
    int rows = down.endInput() - firstRow;
    int stride = 3 * across.count();
    byte[] narrow = new byte[Math.multiplyExact(rows, stride)];
    int[] line = new int[picture.width()];
    for (int y = 0; y < rows; y++) {
      overWhite(picture, firstRow + y, line);
      narrowRow(line, across, narrow, y * stride);
    }
    byte[] result = new byte[down.count() * stride];
    int[] sums = new int[stride];
    for (int y = 0; y < down.count(); y++) {
      shortenRow(narrow, down, y, firstRow, sums, result);
    }
    return result;
  }

  /** Row {@code y} of the picture, blended over white where it is not opaque. */
  private static void overWhite(Picture picture, int y, int[] line) {
    int[] argb = picture.argb();
    int at = y * line.length;
    for (int x = 0; x < line.length; x++) {
      int pixel = argb[at + x];
      line[x] = (pixel & OPAQUE) == OPAQUE ? pixel : overWhite(pixel);
    }
  }

  private static int overWhite(int pixel) {
    int alpha = pixel >>> 24;
    int white = 255 * (255 - alpha) + 127;
    int r = ((pixel >> 16 & 255) * alpha + white) / 255;
    int g = ((pixel >> 8 & 255) * alpha + white) / 255;
    int b = ((pixel & 255) * alpha + white) / 255;
    return r << 16 | g << 8 | b;
  }

  private static void narrowRow(int[] line, ResamplingKernel across, byte[] out, int at) {
    for (int i = 0; i < across.count(); i++) {
      int[] weights = across.weights(i);
      int start = across.start(i);
      int r = ResamplingKernel.HALF;
      int g = ResamplingKernel.HALF;
      int b = ResamplingKernel.HALF;
      for (int k = 0; k < weights.length; k++) {
        int pixel = line[start + k];
        int weight = weights[k];
        r += (pixel >> 16 & 255) * weight;
        g += (pixel >> 8 & 255) * weight;
        b += (pixel & 255) * weight;
      }
      out[at + 3 * i] = clipped(r);
      out[at + 3 * i + 1] = clipped(g);
      out[at + 3 * i + 2] = clipped(b);
    }
  }

  private static void shortenRow(
      byte[] rows, ResamplingKernel down, int y, int firstRow, int[] sums, byte[] out) {
    int[] weights = down.weights(y);
    Arrays.fill(sums, ResamplingKernel.HALF);
    for (int k = 0; k < weights.length; k++) {
      add(rows, (down.start(y) - firstRow + k) * sums.length, weights[k], sums);
    }
    int at = y * sums.length;
    for (int x = 0; x < sums.length; x++) {
      out[at + x] = clipped(sums[x]);
    }
  }

  /** A loop of its own, so that the compiler makes vector instructions of it. */
  private static void add(byte[] rows, int at, int weight, int[] sums) {
    for (int x = 0; x < sums.length; x++) {
      sums[x] += (rows[at + x] & 255) * weight;
    }
  }

  private static byte clipped(int sum) {
    int value = sum >> ResamplingKernel.PRECISION;
    return (byte) (value < 0 ? 0 : Math.min(value, 255));
  }
}
