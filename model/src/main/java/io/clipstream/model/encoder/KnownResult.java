package io.clipstream.model.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A small computation whose result is known.
 *
 * @param title what it is, for people
 * @param method its name in {@code engine_check.py}
 * @param inputs of the method
 * @param expected the result, by plain loops
 */
record KnownResult(String title, String method, List<Numbers> inputs, double[] expected) {
  // Channels that 8 does not divide: with those the faults were seen.
  private static final int N = 2;
  private static final int IN = 5;
  private static final int OUT = 12;
  private static final int SIDE = 7;

  /** Small whole numbers, whose sums and products every device holds exactly. */
  record Numbers(Shape shape, float[] values) {
    static Numbers random(long seed, long... shape) {
      SplittableRandom random = new SplittableRandom(seed);
      float[] values = new float[Math.toIntExact(new Shape(shape).size())];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextInt(-3, 4);
      }
      return new Numbers(new Shape(shape), values);
    }

    NDArray on(NDManager scope) {
      return scope.create(values, shape);
    }
  }

  /** Convolutions, their gradients, a product of matrices, and what has packed forms in these. */
  static List<KnownResult> all() {
    Sliding mixing = Sliding.of(IN, IN, 3);
    Sliding apart = Sliding.of(OUT, 1, 7);
    String each = "a convolution of each channel by itself";
    return List.of(
        new KnownResult("a convolution", "convolution", mixing.inputs, mixing.y),
        new KnownResult(
            "a convolution's gradient by its input", "by_input", mixing.inputs, mixing.byX),
        new KnownResult(
            "a convolution's gradient by its kernel", "by_kernel", mixing.inputs, mixing.byKernel),
        new KnownResult("a packed convolution", "packed_convolution", mixing.inputs, mixing.y),
        new KnownResult(each, "convolution_apart", apart.inputs, apart.y),
        new KnownResult(
            each + ", its gradient by its input", "apart_by_input", apart.inputs, apart.byX),
        new KnownResult(
            each + ", its gradient by its kernel", "apart_by_kernel", apart.inputs, apart.byKernel),
        product("a product of matrices", "plain_product"),
        product("a packed product of matrices", "packed_product"));
  }

  /** A convolution with its gradients; the inputs are pictures, kernels and slopes. */
  private record Sliding(List<Numbers> inputs, double[] y, double[] byX, double[] byKernel) {
    /**
     * @param in channels of the pictures
     * @param seen those of them that a kernel sees: all, or the one of its own
     * @param kernel a kernel's side
     */
    static Sliding of(int in, int seen, int kernel) {
      Numbers x = Numbers.random(1, N, in, SIDE, SIDE);
      Numbers kernels = Numbers.random(2, OUT, seen, kernel, kernel);
      Numbers slope = Numbers.random(3, N, OUT, SIDE, SIDE);
      double[] y = new double[slope.values.length];
      double[] byX = new double[x.values.length];
      double[] byKernel = new double[kernels.values.length];
      slide(
          in,
          seen,
          kernel,
          (to, from, tap) -> {
            y[to] += x.values[from] * kernels.values[tap];
            byX[from] += slope.values[to] * kernels.values[tap];
            byKernel[tap] += slope.values[to] * x.values[from];
          });
      return new Sliding(List.of(x, kernels, slope), y, byX, byKernel);
    }

    private static void slide(int in, int seen, int kernel, Term term) {
      int taps = seen * kernel * kernel;
      for (int to = 0; to < N * OUT * SIDE * SIDE; to++) {
        int picture = to / (OUT * SIDE * SIDE);
        int out = to / (SIDE * SIDE) % OUT;
        for (int i = 0; i < taps; i++) {
          int row = to / SIDE % SIDE + i / kernel % kernel - kernel / 2;
          int column = to % SIDE + i % kernel - kernel / 2;
          if (row >= 0 && row < SIDE && column >= 0 && column < SIDE) {
            int channel = picture * in + (seen == in ? i / (kernel * kernel) : out);
            term.add(to, (channel * SIDE + row) * SIDE + column, out * taps + i);
          }
        }
      }
    }
  }

  /** One product that a convolution adds up: the places of its three numbers. */
  private interface Term {
    void add(int to, int from, int tap);
  }

  private static KnownResult product(String title, String method) {
    int rows = 50;
    int inside = 67;
    int columns = 33;
    Numbers left = Numbers.random(4, rows, inside);
    Numbers right = Numbers.random(5, columns, inside);
    double[] y = new double[rows * columns];
    for (int i = 0; i < y.length; i++) {
      for (int k = 0; k < inside; k++) {
        y[i] += left.values[i / columns * inside + k] * right.values[i % columns * inside + k];
      }
    }
    return new KnownResult(title, method, List.of(left, right), y);
  }
}
