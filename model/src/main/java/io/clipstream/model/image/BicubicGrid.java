package io.clipstream.model.image;

/**
 * Antialiased bicubic resampling, as of pictures, of a square grid of vectors. Computed in double
 * precision.
 */
public final class BicubicGrid {
  private BicubicGrid() {}

  /**
   * Resizes a grid.
   *
   * @param values {@code [from * from, channels]}, rows of the grid one after the other
   * @param from positions along a side
   * @param to positions along a side of the result
   * @return {@code [to * to, channels]}
   */
  public static float[] resize(float[] values, int channels, int from, int to) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    double[] narrow = pass(wide, from, channels, from, to); // [from, to, channels]
    double[] small = pass(narrow, 1, to * channels, from, to); // [to, to * channels]
    float[] result = new float[small.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) small[i];
    }
    return result;
  }

  /** Resizes the middle dimension of {@code [outer, from, inner]}. */
  private static double[] pass(double[] values, int outer, int inner, int from, int to) {
    double[] result = new double[outer * to * inner];
    for (int i = 0; i < to; i++) {
      ResamplingKernel.Taps taps =
          ResamplingKernel.taps(Preprocessing.Interpolation.BICUBIC, from, (double) from / to, i);
      for (int o = 0; o < outer; o++) {
        for (int k = 0; k < taps.weights().length; k++) {
          int source = (o * from + taps.start() + k) * inner;
          int target = (o * to + i) * inner;
          for (int c = 0; c < inner; c++) {
            result[target + c] += taps.weights()[k] * values[source + c];
          }
        }
      }
    }
    return result;
  }
}
