package io.clipstream.model.testing;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.Activation;
import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ConvNeXt;
import io.clipstream.model.ModifiedResNet;
import io.clipstream.model.SiglipTextTransformer;
import io.clipstream.model.SiglipVisionTransformer;
import io.clipstream.model.VisionTransformer;
import io.clipstream.model.encoder.ParameterTable;
import io.clipstream.model.encoder.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Small architectures, and weights for them in which no gain is one and no bias zero. */
public final class TestModels {
  /** Tokens of the small models' vocabularies. */
  public static final int VOCABULARY = 50;

  private TestModels() {}

  /** A Vision Transformer of two narrow blocks; pictures of 32 x 32. */
  public static ClipConfig vit() {
    return vit(Activation.QUICK_GELU, CausalTextTransformer.HIGHEST_ID);
  }

  /** A Vision Transformer with a non-linearity and an end token of choice. */
  public static ClipConfig vit(Activation activation, int endToken) {
    return new ClipConfig(
        16,
        new VisionTransformer(32, 8, 32, 2, 4, 64, activation, 1e-5),
        new CausalTextTransformer(12, VOCABULARY, 24, 2, 3, 48, activation, 1e-5, endToken));
  }

  /** A single block in each tower, which thousands of passes go through. */
  public static ClipConfig shallow() {
    Activation quick = Activation.QUICK_GELU;
    return new ClipConfig(
        16,
        new VisionTransformer(32, 8, 32, 1, 4, 64, quick, 1e-5),
        new CausalTextTransformer(
            12, VOCABULARY, 24, 1, 3, 48, quick, 1e-5, CausalTextTransformer.HIGHEST_ID));
  }

  /** A modified ResNet with a stage of two bottlenecks; pictures of 64 x 64. */
  public static ClipConfig resNet() {
    return new ClipConfig(
        16, new ModifiedResNet(64, 8, List.of(1, 2, 1, 1), 4), vit(Activation.GELU, 5).text());
  }

  /** A ConvNeXt with two blocks in one stage; pictures of 64 x 64. */
  public static ClipConfig convNeXt() {
    return new ClipConfig(
        16,
        new ConvNeXt(
            64,
            List.of(1, 2, 1, 1),
            List.of(8, 12, 16, 20),
            1e-6,
            1e-6,
            ConvNeXt.Projection.LINEAR),
        vit(Activation.GELU, CausalTextTransformer.HIGHEST_ID).text());
  }

  /** SigLIP's towers, two narrow blocks each; pictures of 32 x 32. */
  public static ClipConfig siglip() {
    return siglip(Activation.GELU_TANH);
  }

  /** SigLIP's towers with a non-linearity of choice. */
  public static ClipConfig siglip(Activation activation) {
    return new ClipConfig(
        32,
        new SiglipVisionTransformer(32, 8, 32, 2, 4, 64, activation, 1e-6),
        new SiglipTextTransformer(12, VOCABULARY, 24, 2, 3, 48, activation, 1e-6),
        true);
  }

  /** The size of ViT-B/32 but for its vocabulary. */
  public static ClipConfig vitB32() {
    Activation quick = Activation.QUICK_GELU;
    return new ClipConfig(
        512,
        new VisionTransformer(224, 32, 768, 12, 12, 3072, quick, 1e-5),
        new CausalTextTransformer(
            77, 1000, 512, 12, 8, 2048, quick, 1e-5, CausalTextTransformer.HIGHEST_ID));
  }

  /** The image encoder of RN50 (paper, table 19) beside a small text encoder. */
  public static ClipConfig rn50() {
    return resNet(1024, List.of(3, 4, 6, 3));
  }

  /** The image encoder of RN101 (paper, table 19) beside a small text encoder. */
  public static ClipConfig rn101() {
    return resNet(512, List.of(3, 4, 23, 3));
  }

  private static ClipConfig resNet(int embedding, List<Integer> layers) {
    return new ClipConfig(embedding, new ModifiedResNet(224, 64, layers, 32), vit().text());
  }

  /** Random weights on the CPU, each layer's outputs about as large as its inputs. */
  public static Weights random(ClipConfig config, long seed) {
    NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    SplittableRandom random = new SplittableRandom(seed);
    ParameterTable.of(config)
        .forEach((name, shape) -> arrays.put(name, array(manager, name, shape, random)));
    return new Weights(config, manager, arrays);
  }

  private static NDArray array(NDManager manager, String name, Shape shape, SplittableRandom r) {
    double centre = centre(name, shape);
    double reach = reach(name, shape);
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (centre + reach * (2 * r.nextDouble() - 1));
    }
    try (NDArray staged = manager.create(values, shape)) {
      return staged.duplicate();
    }
  }

  private static double centre(String name, Shape shape) {
    if (name.equals("logit_scale")) {
      return 2;
    }
    if (name.equals("logit_bias")) {
      return -1;
    }
    boolean gain = shape.dimension() == 1 && name.endsWith(".weight");
    return gain || name.endsWith(".running_var") ? 1 : 0;
  }

  private static double reach(String name, Shape shape) {
    if (name.endsWith("embedding")
        || name.endsWith("query")
        || name.equals("token_embedding.weight")) {
      return 1;
    }
    return shape.dimension() < 2 ? 0.3 : Math.sqrt(3.0 * shape.get(0) / shape.size());
  }
}
