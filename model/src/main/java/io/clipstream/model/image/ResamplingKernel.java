package io.clipstream.model.image;

import java.util.function.DoubleUnaryOperator;

/**
 * Weights of one resampling pass, in fixed point of 22 bits, equal to those of Pillow's 8-bit
 * resampling: the filter's support grows with the reduction, which is what antialiasing is.
 */
final class ResamplingKernel {
  /** 32 bits less 8 of the sample and 2 of head room for negative lobes. */
  static final int PRECISION = 22;

  static final int HALF = 1 << (PRECISION - 1);

  private final int first;
  private final int[] starts;
  private final int[][] weights;

  private ResamplingKernel(int first, int[] starts, int[][] weights) {
    this.first = first;
    this.starts = starts;
    this.weights = weights;
  }

  /**
   * Weights for the outputs {@code first} to {@code first + count - 1} of {@code outputs}, made
   * from the first {@code extent} of {@code inputs} samples.
   */
  static ResamplingKernel of(
      Preprocessing.Interpolation filter,
      int inputs,
      double extent,
      int outputs,
      int first,
      int count) {
    double scale = extent / outputs;
    double spread = Math.max(scale, 1);
    double support = support(filter) * spread;
    DoubleUnaryOperator curve = curve(filter);
    int[] starts = new int[count];
    int[][] weights = new int[count][];
    for (int i = 0; i < count; i++) {
      double centre = (first + i + 0.5) * scale;
      int from = Math.max(0, (int) (centre - support + 0.5));
      int to = Math.min(inputs, (int) (centre + support + 0.5));
      double[] real = new double[to - from];
      for (int x = 0; x < real.length; x++) {
        real[x] = curve.applyAsDouble((x + from - centre + 0.5) * (1 / spread));
      }
      starts[i] = from;
      weights[i] = fixedPoint(real);
    }
    return new ResamplingKernel(first, starts, weights);
  }

  private static int[] fixedPoint(double[] real) {
    double sum = 0;
    for (double weight : real) {
      sum += weight;
    }
    int[] fixed = new int[real.length];
    for (int i = 0; i < real.length; i++) {
      double scaled = real[i] / sum * (1 << PRECISION);
      fixed[i] = (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    }
    return fixed;
  }

  int first() {
    return first;
  }

  int count() {
    return starts.length;
  }

  /** The first input of output {@code first() + i}. */
  int start(int i) {
    return starts[i];
  }

  int[] weights(int i) {
    return weights[i];
  }

  /** The first input that any output needs. */
  int firstInput() {
    return starts[0];
  }

  /** One past the last input that any output needs. */
  int endInput() {
    int last = starts.length - 1;
    return starts[last] + weights[last].length;
  }

  private static double support(Preprocessing.Interpolation filter) {
    return filter == Preprocessing.Interpolation.BICUBIC ? 2 : 1;
  }

  private static DoubleUnaryOperator curve(Preprocessing.Interpolation filter) {
    return switch (filter) {
      case BICUBIC -> ResamplingKernel::bicubic;
      case BILINEAR -> x -> Math.max(0, 1 - Math.abs(x));
    };
  }

  /** Keys' cubic convolution with a = -0.5 (Keys 1981, equation 15). */
  private static double bicubic(double signed) {
    double a = -0.5;
    double x = Math.abs(signed);
    if (x < 1) {
      return ((a + 2) * x - (a + 3)) * x * x + 1;
    }
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
  }
}
