package io.clipstream.model.checkpoint;

import io.clipstream.model.Activation;
import io.clipstream.model.ModelException;
import io.clipstream.model.SiglipVisionTransformer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * SigLIP's image towers in the OpenCLIP layout, which names them as the timm library does: a name
 * stands for a shape, of which {@code timm_model_kwargs} may change any part.
 */
final class TimmTowers {
  static final String NAME = "timm_model_name";
  static final String CHANGES = "timm_model_kwargs";
  static final String OF_NAME = "timm's tower of that name";
  private static final double EPSILON = 1e-6;
  private static final Map<String, SiglipVisionTransformer> NAMED = new LinkedHashMap<>();

  /** Width, blocks, heads and feed-forward channels of a size. */
  private enum Size {
    BASE(768, 12, 12, 3072),
    LARGE(1024, 24, 16, 4096),
    SO400M(1152, 27, 16, 4304),
    GIANTOPT(1536, 40, 16, 6144);

    private final int width;
    private final int layers;
    private final int heads;
    private final int mlpWidth;

    Size(int width, int layers, int heads, int mlpWidth) {
      this.width = width;
      this.layers = layers;
      this.heads = heads;
      this.mlpWidth = mlpWidth;
    }
  }

  static {
    add(Size.BASE, 32, Activation.GELU_TANH, 256);
    add(Size.BASE, 16, Activation.GELU, 224, 256, 384, 512);
    add(Size.LARGE, 16, Activation.GELU, 256, 384);
    add(Size.LARGE, 16, Activation.GELU_TANH, 512);
    add(Size.SO400M, 14, Activation.GELU, 224, 378, 384);
    add(Size.SO400M, 16, Activation.GELU_TANH, 256, 384, 512);
    add(Size.GIANTOPT, 16, Activation.GELU_TANH, 256, 384);
  }

  private TimmTowers() {}

  private static void add(Size size, int patch, Activation activation, int... sides) {
    for (int side : sides) {
      String name = "vit_" + size.name().toLowerCase(Locale.ROOT);
      NAMED.put(
          name + "_patch" + patch + "_siglip_" + side,
          new SiglipVisionTransformer(
              side,
              patch,
              size.width,
              size.layers,
              size.heads,
              size.mlpWidth,
              activation,
              EPSILON));
    }
  }

  /** True if a {@code vision_cfg} names its tower so. */
  static boolean isNamed(Settings tower) {
    return tower.has(NAME);
  }

  /**
   * The tower of a {@code vision_cfg}.
   *
   * @throws ModelException if timm's tower of that name is none of SigLIP's, or is used otherwise
   */
  static SiglipVisionTransformer read(Settings tower) {
    SiglipVisionTransformer named = NAMED.get(tower.text(NAME, "image tower", ""));
    if (named == null) {
      String siglips = String.join(", ", NAMED.keySet());
      String convNeXts = ConvNeXtTowers.names();
      throw tower.problem(NAME, "one of SigLIP's, " + siglips + "; or ConvNeXt's, " + convNeXts);
    }
    tower.must("timm_pool", "map", NAME);
    tower.must("timm_proj", "none", NAME);
    return changed(tower.section(CHANGES, OF_NAME), named);
  }

  private static SiglipVisionTransformer changed(Settings by, SiglipVisionTransformer named) {
    int width = by.integer("embed_dim", "image width", named.width(), Bounds.WIDTH);
    double ratio = (double) named.mlpWidth() / named.width();
    SiglipVisionTransformer changed =
        new SiglipVisionTransformer(
            by.integer("img_size", "image size", named.imageSize(), Bounds.IMAGE_SIZE),
            by.integer("patch_size", "patch size", named.patchSize(), Bounds.IMAGE_SIZE),
            width,
            by.integer("depth", "image layers", named.layers(), Bounds.LAYERS),
            by.integer("num_heads", "image heads", named.heads(), Bounds.WIDTH),
            MlpRatio.read(by, "image feed-forward width", width, ratio),
            activation(by, named.activation()),
            EPSILON);
    by.refuseOthers();
    return changed;
  }

  private static Activation activation(Settings by, Activation named) {
    return switch (by.text("act_layer", "image activation", name(named))) {
      case "gelu" -> Activation.GELU;
      case "gelu_tanh" -> Activation.GELU_TANH;
      case "quick_gelu" -> Activation.QUICK_GELU;
      default -> throw by.problem("act_layer", "gelu, gelu_tanh or quick_gelu");
    };
  }

  private static String name(Activation activation) {
    return switch (activation) {
      case QUICK_GELU -> "quick_gelu";
      case GELU -> "gelu";
      case GELU_TANH -> "gelu_tanh";
    };
  }

  /**
   * A {@code vision_cfg}.
   *
   * @throws ModelException if timm's towers cannot be so
   */
  static Map<String, Object> write(SiglipVisionTransformer tower) {
    if (tower.layerNormEpsilon() != EPSILON) {
      throw new ModelException(
          "OpenCLIP layout: expected a layer norm epsilon of "
              + EPSILON
              + " in SigLIP's image tower, found "
              + tower.layerNormEpsilon());
    }
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("image_size", tower.imageSize());
    Optional<String> name =
        NAMED.keySet().stream().filter(known -> NAMED.get(known).equals(tower)).findFirst();
    section.put(NAME, name.orElse(NAMED.keySet().iterator().next()));
    if (name.isEmpty()) {
      section.put(CHANGES, changes(tower));
    }
    section.put("timm_pool", "map");
    section.put("timm_proj", "none");
    return section;
  }

  private static Map<String, Object> changes(SiglipVisionTransformer tower) {
    Map<String, Object> changes = new LinkedHashMap<>();
    changes.put("img_size", tower.imageSize());
    changes.put("patch_size", tower.patchSize());
    changes.put("embed_dim", tower.width());
    changes.put("depth", tower.layers());
    changes.put("num_heads", tower.heads());
    changes.put("mlp_ratio", MlpRatio.of(tower.mlpWidth(), tower.width()));
    changes.put("act_layer", name(tower.activation()));
    return changes;
  }
}
