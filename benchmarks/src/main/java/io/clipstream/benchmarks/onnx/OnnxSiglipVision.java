package io.clipstream.benchmarks.onnx;

import ai.djl.ndarray.NDArray;
import io.clipstream.benchmarks.onnx.OnnxGraph.Type;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.SiglipVisionTransformer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** SigLIP's image tower: pixels [N, 3, S, S] to features [N, D]. */
record OnnxSiglipVision(OnnxGraph graph, OnnxLayers layers, SiglipVisionTransformer tower) {
  private static final String POOL = "visual.pool.";

  static Path write(Path directory, ClipConfig config, Map<String, NDArray> weights, int batch)
      throws IOException {
    try (OnnxGraph graph = new OnnxGraph(directory)) {
      SiglipVisionTransformer tower = (SiglipVisionTransformer) config.image();
      return new OnnxSiglipVision(graph, new OnnxLayers(graph, weights), tower).write(batch);
    }
  }

  private Path write(long n) throws IOException {
    long side = tower.imageSize();
    long grid = side / tower.patchSize();
    long[] shape = {n, grid * grid, tower.width()};
    String x = patches(graph.input("pixels", Type.FLOAT, n, 3, side, side), shape);
    x = graph.node("Add", x, layers.weight("visual.positional_embedding"));
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
    x = layers.norm(x, "visual.ln_post", tower.layerNormEpsilon());
    return graph.write(layers.reshape(pool(x, shape), n, tower.width()), n, tower.width());
  }

  private String patches(String pixels, long[] shape) {
    long side = tower.patchSize();
    String x =
        graph.node(
            "Conv",
            List.of(
                pixels, layers.weight("visual.conv1.weight"), layers.weight("visual.conv1.bias")),
            Map.of("kernel_shape", new long[] {side, side}, "strides", new long[] {side, side}));
    return layers.permute(layers.reshape(x, shape[0], shape[2], shape[1]), 0, 2, 1); // [N, L, D]
  }

  /** A learned query looks at all positions: [N, L, D] to [N, 1, D]. */
  private String pool(String x, long[] shape) {
    String weight = POOL + "attn.in_proj_weight";
    String bias = POOL + "attn.in_proj_bias";
    String seen =
        layers.attention(
            layers.linearPart(query(shape), weight, bias, 0, 3),
            layers.linearPart(x, weight, bias, 1, 3),
            layers.linearPart(x, weight, bias, 2, 3),
            shape,
            1,
            tower.heads(),
            "");
    seen = layers.linear(seen, POOL + "attn.out_proj.weight", POOL + "attn.out_proj.bias");
    return layers.feedForward(seen, POOL, tower.activation(), tower.layerNormEpsilon());
  }

  private String query(long[] shape) {
    NDArray query = layers.array(POOL + "query");
    try (NDArray row = query.reshape(1, 1, shape[2]);
        NDArray all = row.repeat(0, shape[0])) {
      return graph.weight(all);
    }
  }
}
