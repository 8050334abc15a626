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
    int[] starts = new int[count];
    int[][] weights = new int[count][];
    for (int i = 0; i < count; i++) {
      Taps taps = taps(filter, inputs, extent / outputs, first + i);
      starts[i] = taps.start();
      weights[i] = fixedPoint(taps.weights());
    }
    return new ResamplingKernel(first, starts, weights);
  }

  /** The inputs of one output: {@code weights}, which add up to 1, from {@code start} on. */
  record Taps(int start, double[] weights) {}

  /**
   * What output {@code index} is made of.
   *
   * @param scale inputs an output; those beyond the border are left out
   */
  static Taps taps(Preprocessing.Interpolation filter, int inputs, double scale, int index) {
    double spread = Math.max(scale, 1);
    double support = support(filter) * spread;
    DoubleUnaryOperator curve = curve(filter);
    double centre = (index + 0.5) * scale;
    int from = Math.max(0, (int) (centre - support + 0.5));
    int to = Math.min(inputs, (int) (centre + support + 0.5));
    double[] weights = new double[to - from];
    double sum = 0;
    for (int x = 0; x < weights.length; x++) {
      weights[x] = curve.applyAsDouble((x + from - centre + 0.5) * (1 / spread));
      sum += weights[x];
    }
    for (int x = 0; x < weights.length; x++) {
      weights[x] /= sum;
    }
    return new Taps(from, weights);
  }

  private static int[] fixedPoint(double[] real) {
    int[] fixed = new int[real.length];
    for (int i = 0; i < real.length; i++) {
      double scaled = real[i] * (1 << PRECISION);
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
    return switch (filter) {
      case BOX -> 0.5;
      case BILINEAR, HAMMING -> 1;
      case BICUBIC -> 2;
      case LANCZOS -> 3;
    };
  }

  private static DoubleUnaryOperator curve(Preprocessing.Interpolation filter) {
    return switch (filter) {
      case BICUBIC -> ResamplingKernel::bicubic;
      case BILINEAR -> x -> Math.max(0, 1 - Math.abs(x));
      case BOX -> x -> x > -0.5 && x <= 0.5 ? 1 : 0;
      case HAMMING -> x -> Math.abs(x) < 1 ? sinc(x) * (0.54 + 0.46 * Math.cos(Math.PI * x)) : 0;
      case LANCZOS -> x -> x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
    };
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
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
