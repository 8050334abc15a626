package io.clipstream.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ImageTower;
import io.clipstream.model.ModelException;
import io.clipstream.model.TextTower;
import io.clipstream.model.VisionTransformer;
import io.clipstream.model.encoder.GradientMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The products with weights of a forward pass, and nothing else: what a pass would take if norms,
 * attention, activations and moving memory were free. Every layer has weights of its own, as in the
 * model. Products within attention are left out, which makes the ceiling higher than it need be.
 */
final class MatrixProducts implements AutoCloseable {
  private final NDManager manager;
  private final List<Product> products;
  private final List<NDArray> inputs = new ArrayList<>();
  private final List<NDArray> weights = new ArrayList<>();

  /**
   * [rows, in] times the transpose of [out, in].
   *
   * @param rows of the input
   * @param in features that go in
   * @param out features that come out
   */
  record Product(long rows, long in, long out) {
    double floatingPointOperations() {
      return 2.0 * rows * in * out;
    }
  }

  MatrixProducts(NDManager parent, List<Product> products) {
    this.manager = parent.newSubManager();
    this.products = List.copyOf(products);
    for (Product product : products) {
      inputs.add(input(product));
      weights.add(random(new Shape(product.out(), product.in())));
    }
  }

  private NDArray input(Product product) {
    Shape shape = new Shape(product.rows(), product.in());
    return inputs.stream()
        .filter(array -> array.getShape().equals(shape))
        .findFirst()
        .orElseGet(() -> random(shape));
  }

  private NDArray random(Shape shape) {
    return manager.randomUniform(-1, 1, shape);
  }

  /** The products of {@code n} pictures' way through the image tower. */
  static List<Product> ofImages(ClipConfig config, int n) {
    VisionTransformer tower =
        config
            .image()
            .match(
                known -> known,
                MatrixProducts::refuse,
                MatrixProducts::refuse,
                MatrixProducts::refuse,
                MatrixProducts::refuse);
    long side = tower.imageSize() / tower.patchSize();
    long patch = 3L * tower.patchSize() * tower.patchSize();
    List<Product> products = new ArrayList<>();
    products.add(new Product(n * side * side, patch, tower.width()));
    long rows = n * (side * side + 1);
    addLayers(products, tower.layers(), rows, n, tower.width(), tower.mlpWidth());
    products.add(new Product(n, tower.width(), config.embeddingDimension()));
    return products;
  }

  private static VisionTransformer refuse(ImageTower tower) {
    throw new ModelException(
        "the ceiling of " + tower + " is not known, expected a Vision Transformer");
  }

  /** The products of {@code n} texts of {@code length} tokens. */
  static List<Product> ofTexts(ClipConfig config, int n, int length) {
    TextTower tower = config.text();
    List<Product> products = new ArrayList<>();
    addLayers(products, tower.layers(), (long) n * length, n, tower.width(), tower.mlpWidth());
    products.add(new Product(n, tower.width(), config.embeddingDimension()));
    return products;
  }

  /** Of the last layer one position each of {@code n} is used: queries, keys, values are for it. */
  private static void addLayers(
      List<Product> products, int layers, long rows, long n, long width, long mlpWidth) {
    for (int i = 0; i < layers - 1; i++) {
      products.add(new Product(rows, width, 3 * width));
      addBehindAttention(products, rows, width, mlpWidth);
    }
    products.addAll(Collections.nCopies(3, new Product(n, width, width)));
    addBehindAttention(products, n, width, mlpWidth);
  }

  private static void addBehindAttention(
      List<Product> products, long rows, long width, long mlpWidth) {
    products.add(new Product(rows, width, width));
    products.add(new Product(rows, width, mlpWidth));
    products.add(new Product(rows, mlpWidth, width));
  }

  /** Floating-point operations of all products. */
  double operations() {
    return products.stream().mapToDouble(Product::floatingPointOperations).sum();
  }

  /** Computes every product once. */
  void run() {
    GradientMode.off();
    for (int i = 0; i < products.size(); i++) {
      try (NDArray turned = weights.get(i).transpose();
          NDArray product = inputs.get(i).matMul(turned)) {
        product.setName("product");
      }
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
