package io.clipstream.benchmarks.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.clipstream.model.Activation;
import java.util.List;
import java.util.Map;

/**
 * Layers that the towers share, of standard operators as exporters write them: a product with
 * weights is MatMul and Add, attention two MatMuls around a Softmax. N pictures or texts, L
 * positions, D channels, H heads.
 */
final class OnnxLayers {
  private final OnnxGraph graph;
  private final Map<String, NDArray> weights;

  OnnxLayers(OnnxGraph graph, Map<String, NDArray> weights) {
    this.graph = graph;
    this.weights = weights;
  }

  NDArray array(String name) {
    return weights.get(name);
  }

  String weight(String name) {
    return graph.weight(array(name));
  }

  /** x times the transpose of [out, in], and a bias. */
  String linear(String x, String weight, String bias) {
    try (NDArray turned = array(weight).transpose()) {
      return graph.node("Add", weight(bias), graph.node("MatMul", x, graph.weight(turned)));
    }
  }

  /** The same with one of {@code parts} that lie one behind the other along [parts * out, in]. */
  String linearPart(String x, String weight, String bias, int part, int parts) {
    try (NDArray weights = part(array(weight), part, parts);
        NDArray turned = weights.transpose();
        NDArray shift = part(array(bias), part, parts)) {
      String product = graph.node("MatMul", x, graph.weight(turned));
      return graph.node("Add", graph.weight(shift), product);
    }
  }

  private static NDArray part(NDArray array, int part, int parts) {
    long rows = array.getShape().get(0) / parts;
    return array.get(new NDIndex().addSliceDim(part * rows, (part + 1) * rows));
  }

  String norm(String x, String name, double epsilon) {
    return graph.node(
        "LayerNormalization",
        List.of(x, weight(name + ".weight"), weight(name + ".bias")),
        Map.of("axis", -1, "epsilon", (float) epsilon));
  }

  /**
   * A residual attention block.
   *
   * @param shape N, L, D
   * @param mask what is added to the similarities, or empty
   */
  String block(
      String x, String p, long[] shape, int heads, String mask, Activation activation, double eps) {
    String h = norm(x, p + "ln_1", eps);
    String qkv = linear(h, p + "attn.in_proj_weight", p + "attn.in_proj_bias"); // [N, L, 3D]
    List<String> parts =
        graph.nodes(
            "Split",
            List.of(qkv, graph.integers(shape[2], shape[2], shape[2])),
            Map.of("axis", 2),
            3);
    h = attention(parts.get(0), parts.get(1), parts.get(2), shape, shape[1], heads, mask);
    h = linear(h, p + "attn.out_proj.weight", p + "attn.out_proj.bias");
    return feedForward(graph.node("Add", x, h), p, activation, eps);
  }

  /** The second half of a block. */
  String feedForward(String x, String p, Activation activation, double eps) {
    String h = linear(norm(x, p + "ln_2", eps), p + "mlp.c_fc.weight", p + "mlp.c_fc.bias");
    h = linear(activate(h, activation), p + "mlp.c_proj.weight", p + "mlp.c_proj.bias");
    return graph.node("Add", x, h);
  }

  /**
   * Attention of q [N, Q, D] to k and v [N, L, D].
   *
   * @param shape N, L, D
   * @param queries Q
   */
  String attention(
      String q, String k, String v, long[] shape, long queries, int heads, String mask) {
    long part = shape[2] / heads;
    String scaled = graph.node("Mul", q, graph.scalar((float) (1 / Math.sqrt(part))));
    String left = heads(scaled, shape[0], queries, heads, part, 0, 2, 1, 3); // [N, H, Q, D/H]
    String right = heads(k, shape[0], shape[1], heads, part, 0, 2, 3, 1); // [N, H, D/H, L]
    String s = graph.node("MatMul", left, right); // [N, H, Q, L]
    if (!mask.isEmpty()) {
      s = graph.node("Add", s, mask);
    }
    String p = graph.node("Softmax", List.of(s), Map.of("axis", -1));
    String h = graph.node("MatMul", p, heads(v, shape[0], shape[1], heads, part, 0, 2, 1, 3));
    return reshape(permute(h, 0, 2, 1, 3), shape[0], queries, shape[2]); // [N, Q, D]
  }

  private String heads(String x, long n, long length, long heads, long part, long... order) {
    return permute(reshape(x, n, length, heads, part), order);
  }

  String reshape(String x, long... shape) {
    return graph.node("Reshape", x, graph.integers(shape));
  }

  String permute(String x, long... order) {
    return graph.node("Transpose", List.of(x), Map.of("perm", order));
  }

  private String activate(String x, Activation activation) {
    return switch (activation) {
      case QUICK_GELU ->
          graph.node("Mul", x, graph.node("Sigmoid", graph.node("Mul", x, graph.scalar(1.702f))));
      case GELU ->
          halved(x, graph.node("Erf", graph.node("Div", x, graph.scalar((float) Math.sqrt(2)))));
      case GELU_TANH -> halved(x, graph.node("Tanh", cubic(x)));
    };
  }

  /** x (1 + y) / 2. */
  private String halved(String x, String y) {
    String twice = graph.node("Mul", x, graph.node("Add", y, graph.scalar(1f)));
    return graph.node("Mul", twice, graph.scalar(0.5f));
  }

  /** What the tanh of GELU's approximation is taken of (Hendrycks and Gimpel 2016). */
  private String cubic(String x) {
    String cube = graph.node("Pow", x, graph.scalar(3f));
    String sum = graph.node("Add", x, graph.node("Mul", cube, graph.scalar(0.044715f)));
    return graph.node("Mul", sum, graph.scalar((float) Math.sqrt(2 / Math.PI)));
  }
}
