package io.clipstream.model.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Times the forms that weights of a shape may take, in turn, at a batch of one and at a larger one.
 * Takes some hundredths of a second a shape.
 */
final class KernelTiming {
  private static final int ROUNDS = 9;

  /** Rows of the larger batch: from here up the ratios between kernels hardly change. */
  private static final long MANY = 400;

  /** What a kernel must gain to be taken before one that comes earlier in {@link #PREFERRED}. */
  private static final double MARGIN = 1.05;

  /** Oftenest the fastest first: so a busy machine seldom chooses another than an idle one. */
  private static final List<Kernel> PREFERRED =
      List.of(Kernel.PACKED_FOR_MANY, Kernel.PACKED_FOR_ONE, Kernel.PLAIN);

  private final Program program;
  private final NDManager manager;

  KernelTiming(Program program, NDManager manager) {
    this.program = program;
    this.manager = manager;
  }

  /** The kernel with the least time in both cases together, each counted as a share of the best. */
  Kernel fastest(ProductShape shape) {
    Map<Kernel, Double> costs = new EnumMap<>(Kernel.class);
    try (NDManager scope = manager.newSubManager()) {
      for (long rows : new long[] {shape.rows(), Math.max(MANY, shape.rows())}) {
        Map<Kernel, Long> times = times(scope, shape, rows);
        long best = times.values().stream().mapToLong(Long::longValue).min().orElseThrow();
        times.forEach((kernel, time) -> costs.merge(kernel, (double) time / best, Double::sum));
      }
    }
    double least = costs.values().stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    return PREFERRED.stream()
        .filter(kernel -> costs.get(kernel) <= MARGIN * least)
        .findFirst()
        .orElseThrow();
  }

  private Map<Kernel, Long> times(NDManager scope, ProductShape shape, long rows) {
    NDArray x = typed(scope, shape, scope.randomUniform(-1, 1, new Shape(rows, shape.in())));
    NDArray bias = typed(scope, shape, scope.randomUniform(-1, 1, new Shape(shape.out())));
    NDArray plain = scope.randomUniform(-1, 1, new Shape(shape.out(), shape.in()));
    Map<Kernel, NDArray> weights = new EnumMap<>(Kernel.class);
    for (Kernel kernel : Kernel.values()) {
      weights.put(kernel, arranged(scope, shape, plain, kernel.rows()));
    }
    Map<Kernel, Long> best = new EnumMap<>(Kernel.class);
    for (int round = 0; round <= ROUNDS; round++) {
      boolean warm = round > 0;
      weights.forEach(
          (kernel, weight) ->
              best.merge(kernel, warm ? time(x, weight, bias) : once(x, weight, bias), Math::min));
    }
    return best;
  }

  private long once(NDArray x, NDArray weight, NDArray bias) {
    long unused = time(x, weight, bias);
    return Long.MAX_VALUE;
  }

  private long time(NDArray x, NDArray weight, NDArray bias) {
    try (NDManager scope = manager.newSubManager()) {
      long start = System.nanoTime();
      program.infer(scope, "product", x, weight, bias);
      return System.nanoTime() - start;
    }
  }

  private NDArray typed(NDManager scope, ProductShape shape, NDArray array) {
    return arranged(scope, shape, array, 0);
  }

  private NDArray arranged(NDManager scope, ProductShape shape, NDArray array, long rows) {
    return program
        .infer(scope, "arrange", array, 1.0, shape.precision().torchType(), rows)
        .singletonOrThrow();
  }
}
