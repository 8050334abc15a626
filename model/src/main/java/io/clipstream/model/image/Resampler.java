package io.clipstream.model.image;

import java.util.Arrays;

/**
 * Resizes in two passes, rows first, each rounded and clipped to 8 bits, as Pillow does. Works in
 * strips of rows that lie on their side during the first pass, so that the innermost loop of either
 * pass goes along numbers of one width that lie side by side, of which the compiler makes vector
 * instructions.
 */
final class Resampler {
  private static final int OPAQUE = 255 << 24;

  /** Rows of a strip: enough for the loops to be long, few enough for the caches. */
  private static final int ROWS = 64;

  private final Picture picture;
  private final ResamplingKernel across;
  private final ResamplingKernel down;
  private final int stride; // numbers in a row of the result
  private final int[][] columns; // [columns, 3 * ROWS], the strip on its side
  private final int[] column = new int[3 * ROWS]; // sums of one
  private final int[][] narrow; // [ROWS, stride]
  private final int[][] sums; // [down.count(), stride]

  private Resampler(Picture picture, ResamplingKernel across, ResamplingKernel down) {
    this.picture = picture;
    this.across = across;
    this.down = down;
    this.stride = 3 * across.count();
    int inputs = across.endInput() - across.firstInput();
    this.columns = new int[inputs][3 * ROWS];
    this.narrow = new int[ROWS][stride];
    this.sums = new int[down.count()][stride];
  }

  /**
   * Resizes {@code picture}, laid over white, to the columns of {@code across} and the rows of
   * {@code down}. Only what these need is computed.
   *
   * @return interleaved RGB, {@code [down.count(), across.count(), 3]}
   */
  static byte[] resize(Picture picture, ResamplingKernel across, ResamplingKernel down) {
    return new Resampler(picture, across, down).resize();
  }

  private byte[] resize() {
    for (int[] sum : sums) {
      Arrays.fill(sum, ResamplingKernel.HALF);
    }
    int end = down.endInput();
    for (int top = down.firstInput(); top < end; top += ROWS) {
      int rows = Math.min(ROWS, end - top);
      turn(top, rows);
      narrow(rows);
      shorten(top, top + rows);
    }
    byte[] result = new byte[sums.length * stride];
    for (int y = 0, to = 0; y < sums.length; y++) {
      for (int sum : sums[y]) {
        result[to++] = (byte) level(sum);
      }
    }
    return result;
  }

  /** Lays the strip on its side. */
  private void turn(int top, int rows) {
    int width = picture.width();
    int from = top * width + across.firstInput();
    for (int x = 0; x < columns.length; x++) {
      turn(picture.argb(), from + x, width, rows, columns[x]);
    }
  }

  private static void turn(int[] argb, int from, int width, int rows, int[] target) {
    for (int y = 0, at = from; y < rows; y++, at += width) {
      int stored = argb[at];
      int pixel = (stored & OPAQUE) == OPAQUE ? stored : overWhite(stored);
      target[y] = pixel >> 16 & 255;
      target[ROWS + y] = pixel >> 8 & 255;
      target[2 * ROWS + y] = pixel & 255;
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

  /** The first pass, whose result stands upright again. */
  private void narrow(int rows) {
    for (int i = 0; i < across.count(); i++) {
      int[] weights = across.weights(i);
      Arrays.fill(column, ResamplingKernel.HALF);
      int from = across.start(i) - across.firstInput();
      add(columns, from, weights, 0, weights.length, column);
      for (int y = 0; y < rows; y++) {
        int[] row = narrow[y];
        row[3 * i] = level(column[y]);
        row[3 * i + 1] = level(column[ROWS + y]);
        row[3 * i + 2] = level(column[2 * ROWS + y]);
      }
    }
  }

  /** The second pass: what rows {@code top} to {@code end} give to the rows of the result. */
  private void shorten(int top, int end) {
    for (int i = 0; i < down.count(); i++) {
      int[] weights = down.weights(i);
      int start = down.start(i);
      int first = Math.max(start, top);
      int last = Math.min(start + weights.length, end);
      if (first < last) {
        add(narrow, first - top, weights, first - start, last - start, sums[i]);
      }
    }
  }

  /** Adds lines of levels from {@code at} on, each times its weight. */
  private static void add(int[][] levels, int at, int[] weights, int first, int end, int[] sums) {
    int k = first;
    int from = at;
    for (; k + 4 <= end; k += 4, from += 4) {
      addFour(levels, from, weights, k, sums);
    }
    for (; k < end; k++, from++) {
      add(levels[from], weights[k], sums);
    }
  }

  /** Arrays of their own, since with places in one array the compiler fears that they overlap. */
  private static void addFour(int[][] levels, int from, int[] weights, int k, int[] sums) {
    int[] a = levels[from];
    int[] b = levels[from + 1];
    int[] c = levels[from + 2];
    int[] d = levels[from + 3];
    int u = weights[k];
    int v = weights[k + 1];
    int w = weights[k + 2];
    int x = weights[k + 3];
    for (int i = 0; i < sums.length; i++) {
      sums[i] += a[i] * u + b[i] * v + c[i] * w + d[i] * x;
    }
  }

  private static void add(int[] levels, int weight, int[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += levels[i] * weight;
    }
  }

  private static int level(int sum) {
    int value = sum >> ResamplingKernel.PRECISION;
    return value < 0 ? 0 : Math.min(value, 255);
  }
}
