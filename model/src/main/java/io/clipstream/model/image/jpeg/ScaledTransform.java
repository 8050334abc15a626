package io.clipstream.model.image.jpeg;

import java.util.Arrays;

/**
 * The inverse cosine transform of an 8x8 block to fewer points: the cosines of the lowest
 * frequencies, taken at the centres of larger pixels (ITU-T T.81, A.3.3, with the same scale).
 */
final class ScaledTransform {
  private static final int[] ZIGZAG = {
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63
  };

  private final int columns;
  private final int rows;
  private final float[] across; // [columns of result, columns of block]
  private final float[] down;
  private final float[] half = new float[64];
  private final int[] places = new int[64]; // by zigzag index: row * columns + column, or -1
  private final float[] factors = new float[64]; // quantizer steps, by zigzag index
  private final float[] block = new float[64];
  private int filledColumns; // of the block: those beyond are zero
  private int filledRows;

  ScaledTransform(int columns, int rows) {
    this.columns = columns;
    this.rows = rows;
    this.across = cosines(columns);
    this.down = cosines(rows);
    for (int k = 0; k < 64; k++) {
      int row = ZIGZAG[k] / 8;
      int column = ZIGZAG[k] % 8;
      places[k] = row < rows && column < columns ? row * columns + column : -1;
    }
  }

  private static float[] cosines(int points) {
    float[] cosines = new float[points * points];
    for (int x = 0; x < points; x++) {
      for (int u = 0; u < points; u++) {
        double scale = u == 0 ? Math.sqrt(0.125) : 0.5;
        cosines[x * points + u] =
            (float) (scale * Math.cos((2 * x + 1) * u * Math.PI / (2 * points)));
      }
    }
    return cosines;
  }

  void quantizer(int[] steps) {
    for (int k = 0; k < 64; k++) {
      factors[k] = steps[k];
    }
  }

  int columns() {
    return columns;
  }

  int rows() {
    return rows;
  }

  /** Whether the coefficient at zigzag index {@code k} plays a part. */
  boolean wants(int k) {
    return places[k] >= 0;
  }

  /** Sets a coefficient that is wanted, before its quantizer step. */
  void set(int k, int value) {
    int place = places[k];
    block[place] = value * factors[k];
    filledColumns = Math.max(filledColumns, (place & columns - 1) + 1); // a power of two
    filledRows = Math.max(filledRows, (ZIGZAG[k] >> 3) + 1);
  }

  /** Writes the samples of the coefficients set since the last call, and forgets those. */
  void emit(byte[] samples, int at, int stride) {
    if (filledColumns <= 1 && filledRows <= 1) {
      fill(samples, at, stride, clipped(block[0] * 0.125f));
      block[0] = 0;
    } else {
      transform(samples, at, stride);
      Arrays.fill(block, 0, filledRows * columns, 0);
    }
    filledColumns = 0;
    filledRows = 0;
  }

  private void fill(byte[] samples, int at, int stride, byte value) {
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        samples[at + y * stride + x] = value;
      }
    }
  }

  /** Columns of the block first; cosines are even or odd about the middle, so two come at once. */
  private void transform(byte[] samples, int at, int stride) {
    for (int v = 0; v < filledRows; v++) {
      for (int x = 0; x <= (columns - 1) / 2; x++) {
        float even = 0;
        float odd = 0;
        for (int u = 0; u < filledColumns; u += 2) {
          even += across[x * columns + u] * block[v * columns + u];
        }
        for (int u = 1; u < filledColumns; u += 2) {
          odd += across[x * columns + u] * block[v * columns + u];
        }
        half[v * columns + columns - 1 - x] = even - odd;
        half[v * columns + x] = even + odd;
      }
    }
    for (int y = 0; y <= (rows - 1) / 2; y++) {
      outputRows(samples, at + y * stride, at + (rows - 1 - y) * stride, y);
    }
  }

  private void outputRows(byte[] samples, int upper, int lower, int y) {
    for (int x = 0; x < columns; x++) {
      float even = 0;
      float odd = 0;
      for (int v = 0; v < filledRows; v += 2) {
        even += down[y * rows + v] * half[v * columns + x];
      }
      for (int v = 1; v < filledRows; v += 2) {
        odd += down[y * rows + v] * half[v * columns + x];
      }
      samples[lower + x] = clipped(even - odd);
      samples[upper + x] = clipped(even + odd);
    }
  }

  private static byte clipped(float value) {
    int level = (int) (value + 128.5f);
    return (byte) (level < 0 ? 0 : Math.min(level, 255));
  }
}
