package io.clipstream.benchmarks.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.clipstream.benchmarks.onnx.OnnxGraph.Type;
import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.ClipConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The text encoder: ids [N, L] to features [N, E]. */
record OnnxTextTower(
    OnnxGraph graph, OnnxLayers layers, CausalTextTransformer tower, int dimension) {

  static Path write(
      Path directory, ClipConfig config, Map<String, NDArray> weights, int batch, int length)
      throws IOException {
    try (OnnxGraph graph = new OnnxGraph(directory)) {
      OnnxLayers layers = new OnnxLayers(graph, weights);
      return new OnnxTextTower(
              graph, layers, (CausalTextTransformer) config.text(), config.embeddingDimension())
          .write(batch, length);
    }
  }

  private Path write(long n, int length) throws IOException {
    String ids = graph.input("ids", Type.INT64, n, length);
    String x = graph.node("Gather", layers.weight("token_embedding.weight"), ids); // [N, L, D]
    x = graph.node("Add", x, positions(length));
    String mask = mask(length);
    for (int i = 0; i < tower.layers(); i++) {
      x =
          layers.block(
              x,
              "transformer.resblocks." + i + ".",
              new long[] {n, length, tower.width()},
              tower.heads(),
              mask,
              tower.activation(),
              tower.layerNormEpsilon());
    }
    String end = layers.reshape(end(ids), n, 1); // [N, 1]
    x = graph.node("GatherND", List.of(x, end), Map.of("batch_dims", 1)); // [N, D]
    x = layers.norm(x, "ln_final", tower.layerNormEpsilon());
    return graph.write(graph.node("MatMul", x, layers.weight("text_projection")), n, dimension);
  }

  private String positions(int length) {
    try (NDArray own = layers.array("positional_embedding").get("0:" + length)) {
      return graph.weight(own);
    }
  }

  /** Positions do not see those that follow. */
  private String mask(int length) {
    float[] mask = new float[length * length];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = i % length > i / length ? Float.NEGATIVE_INFINITY : 0;
    }
    try (NDArray array =
        layers.array("logit_scale").getManager().create(mask, new Shape(length, length))) {
      return graph.weight(array);
    }
  }

  private String end(String ids) {
    String marks =
        tower.endToken() == CausalTextTransformer.HIGHEST_ID
            ? ids
            : graph.node(
                "Cast",
                List.of(graph.node("Equal", ids, graph.integers(tower.endToken()))),
                Map.of("to", 1));
    return graph.node("ArgMax", List.of(marks), Map.of("axis", 1, "keepdims", 0));
  }
}
