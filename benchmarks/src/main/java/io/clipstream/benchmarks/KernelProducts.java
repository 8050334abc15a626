package io.clipstream.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.Precision;
import io.clipstream.model.encoder.Kernel;
import io.clipstream.model.encoder.ProductShape;
import io.clipstream.model.encoder.Program;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The products with weights of a forward pass, and nothing else, each by the kernel that was chosen
 * for its shape: what a pass would take if norms, attention, activations and moving memory were
 * free.
 */
final class KernelProducts implements AutoCloseable {
  private final NDManager manager;
  private final Program program;
  private final List<NDArray[]> products = new ArrayList<>();

  KernelProducts(
      NDManager parent,
      Program program,
      List<MatrixProducts.Product> products,
      Map<ProductShape, Kernel> kernels,
      Precision precision) {
    this.manager = parent.newSubManager();
    this.program = program;
    Map<String, NDArray> inputs = new HashMap<>();
    for (MatrixProducts.Product product : products) {
      NDArray x =
          inputs.computeIfAbsent(
              product.rows() + "x" + product.in(),
              key -> random(Kernel.PLAIN, precision, product.rows(), product.in()));
      Kernel kernel = kernel(kernels, product);
      this.products.add(
          new NDArray[] {
            x,
            random(kernel, precision, product.out(), product.in()),
            random(Kernel.PLAIN, precision, product.out())
          });
    }
  }

  private static Kernel kernel(Map<ProductShape, Kernel> kernels, MatrixProducts.Product product) {
    return kernels.entrySet().stream()
        .filter(entry -> entry.getKey().in() == product.in())
        .filter(entry -> entry.getKey().out() == product.out())
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(Kernel.PLAIN);
  }

  private NDArray random(Kernel kernel, Precision precision, long... shape) {
    try (NDArray plain = manager.randomUniform(-1, 1, new Shape(shape))) {
      return program
          .infer(manager, "arrange", plain, 1.0, precision.torchType(), kernel.rows())
          .singletonOrThrow();
    }
  }

  boolean isEmpty() {
    return products.isEmpty();
  }

  /** Computes every product once. */
  void run() {
    for (NDArray[] product : products) {
      try (NDManager scope = manager.newSubManager()) {
        program.infer(scope, "product", (Object[]) product);
      }
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
