package io.clipstream.model.checkpoint;

import io.clipstream.model.Activation;
import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModelException;
import io.clipstream.model.VisionTransformer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The architecture in the HuggingFace layout: {@code config.json} of a {@code CLIPModel}, or of
 * what {@link HuggingFaceSiglip} knows.
 */
final class HuggingFaceConfig {
  static final String FILE = "config.json";

  /** Configurations from before the library stored the real id say 2 and mean the highest id. */
  private static final int LEGACY_END_TOKEN = 2;

  private static final double EPSILON = 1e-5;

  private HuggingFaceConfig() {}

  static ClipConfig read(Path file, Map<String, String> provenance) {
    Settings root = Settings.read(file, "the library's CLIPConfig", provenance);
    if (root.isText("model_type", HuggingFaceSiglip.TYPE)) {
      return HuggingFaceSiglip.read(root);
    }
    if (root.has("model_type") && !root.isText("model_type", "clip")) {
      throw root.problem("model_type", "clip or siglip, the models that are implemented");
    }
    requireClass(root, "CLIPModel");
    int dimension = root.integer("projection_dim", "embedding dimension", 512, Bounds.WIDTH);
    return new ClipConfig(
        dimension,
        image(section(root, "vision", "clip_vision_model", "the library's CLIPVisionConfig")),
        text(section(root, "text", "clip_text_model", "the library's CLIPTextConfig")));
  }

  static void requireClass(Settings root, String name) {
    List<String> classes = root.texts("architectures");
    if (!classes.isEmpty() && !classes.contains(name)) {
      throw root.problem("architectures", name + ", which has both towers");
    }
  }

  /**
   * A tower's section. Where an old file also has the {@code _dict} form, that form with its own
   * defaults wins, as in the library.
   */
  static Settings section(Settings root, String tower, String type, String defaults) {
    String old = tower + "_config_dict";
    Settings section = root.section(root.has(old) ? old : tower + "_config", defaults);
    section.only("model_type", type);
    return section;
  }

  private static VisionTransformer image(Settings tower) {
    tower.only("num_channels", 3);
    return new VisionTransformer(
        tower.integer("image_size", "image size", 224, Bounds.IMAGE_SIZE),
        tower.integer("patch_size", "patch size", 32, Bounds.IMAGE_SIZE),
        tower.integer("hidden_size", "image width", 768, Bounds.WIDTH),
        tower.integer("num_hidden_layers", "image layers", 12, Bounds.LAYERS),
        tower.integer("num_attention_heads", "image heads", 12, Bounds.WIDTH),
        tower.integer("intermediate_size", "image feed-forward width", 3072, Bounds.WIDTH),
        activation(tower, "image activation", "quick_gelu"),
        tower.number("layer_norm_eps", "image layer norm epsilon", EPSILON));
  }

  private static CausalTextTransformer text(Settings tower) {
    int vocabulary = tower.integer("vocab_size", "vocabulary size", 49408, Bounds.VOCABULARY);
    return new CausalTextTransformer(
        tower.integer("max_position_embeddings", "context length", 77, Bounds.CONTEXT),
        vocabulary,
        tower.integer("hidden_size", "text width", 512, Bounds.WIDTH),
        tower.integer("num_hidden_layers", "text layers", 12, Bounds.LAYERS),
        tower.integer("num_attention_heads", "text heads", 8, Bounds.WIDTH),
        tower.integer("intermediate_size", "text feed-forward width", 2048, Bounds.WIDTH),
        activation(tower, "text activation", "quick_gelu"),
        tower.number("layer_norm_eps", "text layer norm epsilon", EPSILON),
        endToken(tower));
  }

  private static int endToken(Settings tower) {
    int id = tower.integer("eos_token_id", "end token", 49407, Bounds.VOCABULARY);
    if (id == LEGACY_END_TOKEN) {
      tower.derived("end token", "config.json: eos_token_id 2, which means the highest id");
      return CausalTextTransformer.HIGHEST_ID;
    }
    return id;
  }

  static Activation activation(Settings tower, String label, String fallback) {
    return switch (tower.text("hidden_act", label, fallback)) {
      case "quick_gelu" -> Activation.QUICK_GELU;
      case "gelu" -> Activation.GELU;
      case "gelu_pytorch_tanh" -> Activation.GELU_TANH;
      default -> throw tower.problem("hidden_act", "quick_gelu, gelu or gelu_pytorch_tanh");
    };
  }

  /**
   * The configuration as this layout's JSON object.
   *
   * @throws ModelException if the layout cannot express it
   */
  static Map<String, Object> write(ClipConfig config) {
    if (HuggingFaceSiglip.fits(config)) {
      return HuggingFaceSiglip.write(config);
    }
    if (!fits(config)) {
      throw inexpressible(config);
    }
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("architectures", List.of("CLIPModel"));
    root.put("model_type", "clip");
    root.put("projection_dim", config.embeddingDimension());
    root.put("logit_scale_init_value", 2.6592);
    int dimension = config.embeddingDimension();
    root.put("text_config", text((CausalTextTransformer) config.text(), dimension));
    root.put("vision_config", image((VisionTransformer) config.image(), dimension));
    return root;
  }

  /** True if the layout can express the architecture. */
  static boolean expresses(ClipConfig config) {
    return fits(config) || HuggingFaceSiglip.fits(config);
  }

  private static boolean fits(ClipConfig config) {
    return config.image() instanceof VisionTransformer
        && config.text() instanceof CausalTextTransformer
        && !config.logitBias();
  }

  /** Why a configuration is none of this layout's. */
  static ModelException inexpressible(ClipConfig config) {
    return new ModelException(
        "HuggingFace layout: expected a Vision Transformer with a causal text tower, or SigLIP's towers with a logit bias; found "
            + config);
  }

  private static Map<String, Object> image(VisionTransformer tower, int dimension) {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("model_type", "clip_vision_model");
    section.put("hidden_act", name(tower.activation()));
    section.put("hidden_size", tower.width());
    section.put("image_size", tower.imageSize());
    section.put("intermediate_size", tower.mlpWidth());
    section.put("layer_norm_eps", tower.layerNormEpsilon());
    section.put("num_attention_heads", tower.heads());
    section.put("num_channels", 3);
    section.put("num_hidden_layers", tower.layers());
    section.put("patch_size", tower.patchSize());
    section.put("projection_dim", dimension);
    return section;
  }

  private static Map<String, Object> text(CausalTextTransformer tower, int dimension) {
    if (tower.endToken() == LEGACY_END_TOKEN) {
      throw new ModelException(
          "HuggingFace layout: expected an end token other than 2, which means the highest id");
    }
    boolean highest = tower.endToken() == CausalTextTransformer.HIGHEST_ID;
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("model_type", "clip_text_model");
    section.put("bos_token_id", Math.max(0, tower.vocabularySize() - 2));
    section.put("eos_token_id", highest ? LEGACY_END_TOKEN : tower.endToken());
    section.put("hidden_act", name(tower.activation()));
    section.put("hidden_size", tower.width());
    section.put("intermediate_size", tower.mlpWidth());
    section.put("layer_norm_eps", tower.layerNormEpsilon());
    section.put("max_position_embeddings", tower.contextLength());
    section.put("num_attention_heads", tower.heads());
    section.put("num_hidden_layers", tower.layers());
    section.put("projection_dim", dimension);
    section.put("vocab_size", tower.vocabularySize());
    return section;
  }

  static String name(Activation activation) {
    return switch (activation) {
      case QUICK_GELU -> "quick_gelu";
      case GELU -> "gelu";
      case GELU_TANH -> "gelu_pytorch_tanh";
    };
  }
}
