package io.clipstream.benchmarks.onnx;

import ai.djl.ndarray.NDArray;
import io.clipstream.benchmarks.onnx.OnnxGraph.Type;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModifiedResNet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The modified ResNet: pixels [N, 3, S, S] to features [N, E]. Batch norms are folded into the
 * convolutions, as exporters do for inference.
 */
record OnnxResNet(OnnxGraph graph, OnnxLayers layers, ModifiedResNet tower, int dimension) {
  private static final double EPSILON = 1e-5;

  static Path write(Path directory, ClipConfig config, Map<String, NDArray> weights, int batch)
      throws IOException {
    try (OnnxGraph graph = new OnnxGraph(directory)) {
      ModifiedResNet tower = (ModifiedResNet) config.image();
      return new OnnxResNet(
              graph, new OnnxLayers(graph, weights), tower, config.embeddingDimension())
          .write(batch);
    }
  }

  private Path write(long n) throws IOException {
    String x = graph.input("pixels", Type.FLOAT, n, 3, tower.imageSize(), tower.imageSize());
    x = relu(convolution(x, "visual.conv1", "visual.bn1", 2));
    x = relu(convolution(x, "visual.conv2", "visual.bn2", 1));
    x = relu(convolution(x, "visual.conv3", "visual.bn3", 1));
    x = halved(x);
    for (int stage = 0; stage < 4; stage++) {
      for (int block = 0; block < tower.layers().get(stage); block++) {
        String prefix = "visual.layer" + (stage + 1) + "." + block + ".";
        x = bottleneck(x, prefix, stage > 0 && block == 0, block == 0);
      }
    }
    return graph.write(pool(x, n), n, dimension);
  }

  private String bottleneck(String x, String p, boolean strided, boolean first) {
    String h = relu(convolution(x, p + "conv1", p + "bn1", 1));
    h = relu(convolution(h, p + "conv2", p + "bn2", 1));
    h = convolution(strided ? halved(h) : h, p + "conv3", p + "bn3", 1);
    String rest = strided ? halved(x) : x;
    if (first) {
      rest = convolution(rest, p + "downsample.0", p + "downsample.1", 1);
    }
    return relu(graph.node("Add", h, rest));
  }

  private String relu(String x) {
    return graph.node("Relu", x);
  }

  private String halved(String x) {
    return graph.node(
        "AveragePool",
        List.of(x),
        Map.of("kernel_shape", new long[] {2, 2}, "strides", new long[] {2, 2}));
  }

  private String convolution(String x, String convolution, String norm, long stride) {
    NDArray kernel = layers.array(convolution + ".weight");
    long side = kernel.getShape().get(2);
    long p = side / 2;
    try (NDArray deviation = layers.array(norm + ".running_var").add(EPSILON).sqrt();
        NDArray gain = layers.array(norm + ".weight").div(deviation);
        NDArray folded = kernel.mul(gain.reshape(-1, 1, 1, 1));
        NDArray shift = layers.array(norm + ".running_mean").mul(gain);
        NDArray bias = layers.array(norm + ".bias").sub(shift)) {
      return graph.node(
          "Conv",
          List.of(x, graph.weight(folded), graph.weight(bias)),
          Map.of(
              "kernel_shape",
              new long[] {side, side},
              "strides",
              new long[] {stride, stride},
              "pads",
              new long[] {p, p, p, p}));
    }
  }

  private String pool(String x, long n) {
    String p = "visual.attnpool.";
    long width = tower.featureWidth();
    long places = (long) tower.grid() * tower.grid();
    String h = layers.permute(layers.reshape(x, n, width, places), 0, 2, 1); // [N, G*G, 32C]
    String mean = graph.node("ReduceMean", List.of(h), Map.of("axes", new long[] {1}));
    h = graph.node("Concat", List.of(mean, h), Map.of("axis", 1)); // [N, G*G+1, 32C]
    h = graph.node("Add", h, layers.weight(p + "positional_embedding"));
    String first = graph.node("Slice", h, graph.integers(0), graph.integers(1), graph.integers(1));
    String pooled =
        layers.attention(
            layers.linear(first, p + "q_proj.weight", p + "q_proj.bias"),
            layers.linear(h, p + "k_proj.weight", p + "k_proj.bias"),
            layers.linear(h, p + "v_proj.weight", p + "v_proj.bias"),
            new long[] {n, places + 1, width},
            1,
            tower.heads(),
            "");
    String features = layers.linear(pooled, p + "c_proj.weight", p + "c_proj.bias");
    return layers.reshape(features, n, dimension);
  }
}
