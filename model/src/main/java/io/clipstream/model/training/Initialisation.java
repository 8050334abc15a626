package io.clipstream.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ConvNeXt;
import io.clipstream.model.TextTower;
import io.clipstream.model.encoder.ParameterTable;
import io.clipstream.model.encoder.Weights;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Random weights as the original code draws them: scaled normals for embeddings, projections and
 * the text transformer, uniforms within 1/sqrt(fan in) for the other layers, zero for the last gain
 * of every bottleneck, and a logit scale of ln(1/0.07) (paper, section 2.4 and 2.5). SigLIP's
 * towers begin as its authors' do, OpenCLIP's options as there.
 */
public final class Initialisation {
  /** The initial temperature. */
  public static final double TEMPERATURE = 0.07;

  private final ClipConfig config;
  private final long seed;
  private final double logitScale;

  private Initialisation(ClipConfig config, long seed, double logitScale) {
    this.config = config;
    this.seed = seed;
    this.logitScale = logitScale;
  }

  /** New weights on the device of {@code manager}, which the result owns from now on. */
  public static Weights of(ClipConfig config, long seed, NDManager manager) {
    return of(config, seed, new Objective.Softmax(), manager);
  }

  /** As above, with the logit scale that {@code objective} begins with. */
  public static Weights of(ClipConfig config, long seed, Objective objective, NDManager manager) {
    double logitScale =
        objective.match(
            () -> Math.log(1 / TEMPERATURE),
            sigmoid -> Objective.Sigmoid.INITIAL_LOGIT_SCALE,
            captioning -> Math.log(1 / TEMPERATURE));
    Initialisation initialisation = new Initialisation(config, seed, logitScale);
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    ParameterTable.of(config)
        .forEach((name, shape) -> arrays.put(name, initialisation.draw(manager, name, shape)));
    return new Weights(config, manager, arrays);
  }

  private NDArray draw(NDManager manager, String name, Shape shape) {
    float[] values = new float[Math.toIntExact(shape.size())];
    // Each array has its own stream, so that it does not change when others are added.
    SplittableRandom random = new SplittableRandom(seed * 31 + name.hashCode());
    Distribution distribution = distribution(name, shape);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) distribution.draw(random);
    }
    try (NDArray staged = manager.create(values, shape)) {
      return staged.duplicate();
    }
  }

  private Distribution distribution(String name, Shape shape) {
    if (name.equals("logit_scale")) {
      return Distribution.constant(logitScale);
    }
    if (isNorm(name)) {
      return normPart(name);
    }
    if (name.equals(Objective.BIAS)) {
      return Distribution.constant(Objective.Sigmoid.INITIAL_BIAS);
    }
    return name.startsWith("visual.") ? ofImages(name, shape) : ofTexts(name, shape);
  }

  private Distribution ofImages(String name, Shape shape) {
    return config
        .image()
        .match(
            tower -> imagePart(name, shape),
            tower -> imagePart(name, shape),
            tower -> SiglipInitialisation.of(name, shape),
            tower -> OpenInitialisation.of(tower, name).orElseGet(() -> imagePart(name, shape)),
            tower -> convNeXtPart(tower, name, shape));
  }

  private Distribution ofTexts(String name, Shape shape) {
    return config
        .text()
        .match(
            tower -> textPart(name, shape),
            tower -> SiglipInitialisation.of(name, shape),
            tower -> OpenInitialisation.of(tower, name).orElseGet(() -> textPart(name, shape)),
            tower -> robertaPart(name, shape));
  }

  private static boolean isNorm(String name) {
    return name.matches(".*(\\.|^)(ln_\\w+|bn\\d|downsample\\.1)\\.\\w+$");
  }

  private static Distribution normPart(String name) {
    boolean residualEnd = name.matches(".*\\.layer\\d\\.\\d+\\.bn3\\.weight");
    boolean one = name.endsWith(".weight") || name.endsWith(".running_var");
    return Distribution.constant(one && !residualEnd ? 1 : 0);
  }

  private Distribution imagePart(String name, Shape shape) {
    if (name.startsWith("visual.attnpool.")) {
      double width = name.endsWith("positional_embedding") ? shape.get(1) : fanIn(name, shape);
      return name.endsWith(".bias")
          ? Distribution.uniform(1 / Math.sqrt(width))
          : Distribution.normal(1 / Math.sqrt(width));
    }
    if (name.endsWith("_embedding") || name.equals("visual.proj")) {
      boolean vector = shape.dimension() == 1;
      double width = vector || name.equals("visual.proj") ? shape.get(0) : shape.get(1);
      return Distribution.normal(1 / Math.sqrt(width));
    }
    return layer(name, shape);
  }

  /** As its authors have it; projections by the framework's defaults. */
  private Distribution convNeXtPart(ConvNeXt tower, String name, Shape shape) {
    if (name.startsWith("visual.proj.")) {
      return layer(name, shape);
    }
    if (name.endsWith(".gamma")) {
      return Distribution.constant(tower.layerScale());
    }
    return name.endsWith(".bias") ? Distribution.constant(0) : Distribution.normal(0.02);
  }

  private Distribution textPart(String name, Shape shape) {
    TextTower tower = config.text();
    double narrow = 1 / Math.sqrt(tower.width());
    if (name.equals("token_embedding.weight")) {
      return Distribution.normal(0.02);
    } else if (name.equals("positional_embedding")) {
      return Distribution.normal(0.01);
    } else if (name.equals("text_projection") || name.endsWith("in_proj_weight")) {
      return Distribution.normal(narrow);
    } else if (name.endsWith("out_proj.weight") || name.endsWith("c_proj.weight")) {
      return Distribution.normal(narrow / Math.sqrt(2.0 * tower.layers()));
    } else if (name.endsWith("c_fc.weight")) {
      return Distribution.normal(narrow / Math.sqrt(2));
    }
    return layer(name, shape);
  }

  /** As its authors have it; projections by the framework's defaults. */
  private Distribution robertaPart(String name, Shape shape) {
    if (name.startsWith("text_projection")) {
      return layer(name, shape);
    }
    return name.endsWith("bias") ? Distribution.constant(0) : Distribution.normal(0.02);
  }

  /** The framework's defaults, which the original code leaves in place elsewhere. */
  private Distribution layer(String name, Shape shape) {
    if (name.endsWith("attn.in_proj_weight")) {
      return Distribution.uniform(Math.sqrt(6.0 / (shape.get(0) + shape.get(1))));
    }
    if (name.endsWith("attn.in_proj_bias") || name.endsWith("attn.out_proj.bias")) {
      return Distribution.constant(0);
    }
    return Distribution.uniform(1 / Math.sqrt(fanIn(name, shape)));
  }

  private double fanIn(String name, Shape shape) {
    Shape weight = shape;
    if (name.endsWith(".bias")) {
      String of = name.substring(0, name.length() - ".bias".length()) + ".weight";
      weight = ParameterTable.of(config).get(of);
    }
    return (double) weight.size() / weight.get(0);
  }
}
