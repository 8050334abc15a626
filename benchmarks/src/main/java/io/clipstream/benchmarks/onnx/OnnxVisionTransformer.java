package io.clipstream.benchmarks.onnx;

import ai.djl.ndarray.NDArray;
import io.clipstream.benchmarks.onnx.OnnxGraph.Type;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.VisionTransformer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A Vision Transformer: pixels [N, 3, S, S] to features [N, E]. */
record OnnxVisionTransformer(
    OnnxGraph graph, OnnxLayers layers, VisionTransformer tower, int dimension) {

  static Path write(Path directory, ClipConfig config, Map<String, NDArray> weights, int batch)
      throws IOException {
    try (OnnxGraph graph = new OnnxGraph(directory)) {
      VisionTransformer tower = (VisionTransformer) config.image();
      return new OnnxVisionTransformer(
              graph, new OnnxLayers(graph, weights), tower, config.embeddingDimension())
          .write(batch);
    }
  }

  private Path write(long n) throws IOException {
    long side = tower.imageSize();
    long width = tower.width();
    String x = positions(patches(graph.input("pixels", Type.FLOAT, n, 3, side, side), n), n);
    x = layers.norm(x, "visual.ln_pre", tower.layerNormEpsilon());
    long[] shape = {n, tower.positions(), width};
    for (int i = 0; i < tower.layers(); i++) {
      x =
          layers.block(
              x,
              "visual.transformer.resblocks." + i + ".",
              shape,
              tower.heads(),
              "",
              tower.activation(),
              tower.layerNormEpsilon());
    }
    x = graph.node("Slice", x, graph.integers(0), graph.integers(1), graph.integers(1));
    x = layers.norm(layers.reshape(x, n, width), "visual.ln_post", tower.layerNormEpsilon());
    return graph.write(graph.node("MatMul", x, layers.weight("visual.proj")), n, dimension);
  }

  private String patches(String pixels, long n) {
    long side = tower.patchSize();
    String x =
        graph.node(
            "Conv",
            List.of(pixels, layers.weight("visual.conv1.weight")),
            Map.of("kernel_shape", new long[] {side, side}, "strides", new long[] {side, side}));
    long squares = (long) tower.grid() * tower.grid();
    return layers.permute(layers.reshape(x, n, tower.width(), squares), 0, 2, 1); // [N, G*G, D]
  }

  private String positions(String patches, long n) {
    NDArray one = layers.array("visual.class_embedding");
    try (NDArray row = one.reshape(1, 1, tower.width());
        NDArray all = row.repeat(0, n)) {
      String x = graph.node("Concat", List.of(graph.weight(all), patches), Map.of("axis", 1));
      return graph.node("Add", x, layers.weight("visual.positional_embedding"));
    }
  }
}
