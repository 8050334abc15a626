package io.clipstream.model.image.jpeg;

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
  private boolean flat = true;

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
    block[places[k]] = value * factors[k];
    flat &= k == 0;
  }

  /** Writes the samples of the coefficients set since the last call, and forgets those. */
  void emit(byte[] samples, int at, int stride) {
    if (flat) {
      fill(samples, at, stride, clipped(block[0] * 0.125f));
    } else {
      transform(samples, at, stride);
      java.util.Arrays.fill(block, 0, rows * columns, 0);
    }
    block[0] = 0;
    flat = true;
  }

  private void fill(byte[] samples, int at, int stride, byte value) {
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        samples[at + y * stride + x] = value;
      }
    }
  }

  private void transform(byte[] samples, int at, int stride) {
    for (int v = 0; v < rows; v++) {
      for (int x = 0; x < columns; x++) {
        float sum = 0;
        for (int u = 0; u < columns; u++) {
          sum += across[x * columns + u] * block[v * columns + u];
        }
        half[v * columns + x] = sum;
      }
    }
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        float sum = 0;
        for (int v = 0; v < rows; v++) {
          sum += down[y * rows + v] * half[v * columns + x];
        }
        samples[at + y * stride + x] = clipped(sum);
      }
    }
  }

  private static byte clipped(float value) {
    int level = (int) (value + 128.5f);
    return (byte) (level < 0 ? 0 : Math.min(level, 255));
  }
}
