package io.clipstream.model.encoder;

import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ConvNeXt;
import java.util.LinkedHashMap;
import java.util.Map;

/** The arrays of {@link ConvNeXt}, as {@link ParameterTable} lists them. */
final class ConvNeXtTable {
  private final Map<String, Shape> shapes = new LinkedHashMap<>();

  private ConvNeXtTable() {}

  static Map<String, Shape> of(ConvNeXt tower, int dimension) {
    ConvNeXtTable table = new ConvNeXtTable();
    int channels = 3;
    for (int stage = 0; stage < ConvNeXt.STAGES; stage++) {
      int width = tower.widths().get(stage);
      table.patches(stage, channels, width);
      for (int i = 0; i < tower.layers().get(stage); i++) {
        table.block(block(stage, i), width);
      }
      channels = width;
    }
    table.layer("visual.ln_post", channels);
    table.projection(tower.projection(), dimension, channels);
    return table.shapes;
  }

  /** The layer that puts the patches in front of a stage together. */
  static String patches(int stage) {
    return stage == 0 ? "visual.conv1" : stage(stage) + "join";
  }

  /** What the names of a block's arrays begin with. */
  static String block(int stage, int index) {
    return stage(stage) + "blocks." + index + ".";
  }

  private static String stage(int stage) {
    return "visual.stages." + stage + ".";
  }

  private void patches(int stage, int in, int out) {
    if (stage == 0) {
      layer(patches(stage), out, in, ConvNeXt.PATCH, ConvNeXt.PATCH);
      layer("visual.ln_pre", out);
    } else {
      layer(stage(stage) + "ln_join", in);
      layer(patches(stage), out, in, 2, 2);
    }
  }

  private void block(String prefix, int width) {
    int inside = ConvNeXt.EXPANSION * width;
    layer(prefix + "conv_dw", width, 1, ConvNeXt.KERNEL, ConvNeXt.KERNEL);
    layer(prefix + "ln_2", width);
    layer(prefix + "mlp.c_fc", inside, width);
    layer(prefix + "mlp.c_proj", width, inside);
    add(prefix + "ls_2.gamma", width);
  }

  private void projection(ConvNeXt.Projection projection, int dimension, int width) {
    switch (projection) {
      case LINEAR -> add("visual.proj.weight", dimension, width);
      case MLP -> {
        layer("visual.proj.c_fc", 2L * dimension, width);
        add("visual.proj.c_proj.weight", dimension, 2L * dimension);
      }
    }
  }

  /** Weights and a bias for each of what comes out. */
  private void layer(String name, long... shape) {
    add(name + ".weight", shape);
    add(name + ".bias", shape[0]);
  }

  private void add(String name, long... shape) {
    shapes.put(name, new Shape(shape));
  }
}
