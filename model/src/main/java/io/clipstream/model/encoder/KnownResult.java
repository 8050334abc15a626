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
  private static final int KERNEL = 3;

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

  /** A convolution, its gradients, a product of matrices, and what has packed forms in these. */
  static List<KnownResult> all() {
    Numbers x = Numbers.random(1, N, IN, SIDE, SIDE);
    Numbers kernel = Numbers.random(2, OUT, IN, KERNEL, KERNEL);
    Numbers slope = Numbers.random(3, N, OUT, SIDE, SIDE);
    double[] y = new double[slope.values.length];
    double[] byX = new double[x.values.length];
    double[] byKernel = new double[kernel.values.length];
    convolve(
        (to, from, tap) -> {
          y[to] += x.values[from] * kernel.values[tap];
          byX[from] += slope.values[to] * kernel.values[tap];
          byKernel[tap] += slope.values[to] * x.values[from];
        });
    List<Numbers> inputs = List.of(x, kernel, slope);
    return List.of(
        new KnownResult("a convolution", "convolution", inputs, y),
        new KnownResult("a convolution's gradient by its input", "by_input", inputs, byX),
        new KnownResult("a convolution's gradient by its kernel", "by_kernel", inputs, byKernel),
        new KnownResult("a packed convolution", "packed_convolution", inputs, y),
        product("a product of matrices", "plain_product"),
        product("a packed product of matrices", "packed_product"));
  }

  /** One product that a convolution adds up: the places of its three numbers. */
  private interface Term {
    void add(int to, int from, int tap);
  }

  private static void convolve(Term term) {
    for (int to = 0; to < N * OUT * SIDE * SIDE; to++) {
      int picture = to / (OUT * SIDE * SIDE);
      int out = to / (SIDE * SIDE) % OUT;
      for (int i = 0; i < IN * KERNEL * KERNEL; i++) {
        int row = to / SIDE % SIDE + i / KERNEL % KERNEL - KERNEL / 2;
        int column = to % SIDE + i % KERNEL - KERNEL / 2;
        if (row >= 0 && row < SIDE && column >= 0 && column < SIDE) {
          int channel = picture * IN + i / (KERNEL * KERNEL);
          int from = (channel * SIDE + row) * SIDE + column;
          term.add(to, from, out * IN * KERNEL * KERNEL + i);
        }
      }
    }
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
