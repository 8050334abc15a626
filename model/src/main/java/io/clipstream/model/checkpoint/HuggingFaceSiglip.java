package io.clipstream.model.checkpoint;

import io.clipstream.model.ClipConfig;
import io.clipstream.model.SiglipTextTransformer;
import io.clipstream.model.SiglipVisionTransformer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code config.json} of a {@code SiglipModel}: SigLIP, and SigLIP 2 of fixed resolution, which
 * differs in its numbers alone. Released files leave most numbers to the library's defaults.
 */
final class HuggingFaceSiglip {
  static final String TYPE = "siglip";

  private static final String CLASS = "SiglipModel";
  private static final String IMAGES = "siglip_vision_model";
  private static final String TEXTS = "siglip_text_model";
  private static final String ACTIVATION = "gelu_pytorch_tanh";
  private static final double EPSILON = 1e-6;

  private HuggingFaceSiglip() {}

  static boolean fits(ClipConfig config) {
    return config.image() instanceof SiglipVisionTransformer
        && config.text() instanceof SiglipTextTransformer
        && config.logitBias();
  }

  static ClipConfig read(Settings root) {
    HuggingFaceConfig.requireClass(root, CLASS);
    Settings images =
        HuggingFaceConfig.section(root, "vision", IMAGES, "the library's SiglipVisionConfig");
    Settings texts =
        HuggingFaceConfig.section(root, "text", TEXTS, "the library's SiglipTextConfig");
    SiglipTextTransformer text = text(texts);
    int dimension =
        texts.integer("projection_size", "embedding dimension", text.width(), Bounds.WIDTH);
    return new ClipConfig(dimension, image(images), text, true);
  }

  private static SiglipVisionTransformer image(Settings tower) {
    tower.only("num_channels", 3);
    tower.only("vision_use_head", true);
    return new SiglipVisionTransformer(
        tower.integer("image_size", "image size", 224, Bounds.IMAGE_SIZE),
        tower.integer("patch_size", "patch size", 16, Bounds.IMAGE_SIZE),
        tower.integer("hidden_size", "image width", 768, Bounds.WIDTH),
        tower.integer("num_hidden_layers", "image layers", 12, Bounds.LAYERS),
        tower.integer("num_attention_heads", "image heads", 12, Bounds.WIDTH),
        tower.integer("intermediate_size", "image feed-forward width", 3072, Bounds.WIDTH),
        HuggingFaceConfig.activation(tower, "image activation", ACTIVATION),
        tower.number("layer_norm_eps", "image layer norm epsilon", EPSILON));
  }

  private static SiglipTextTransformer text(Settings tower) {
    return new SiglipTextTransformer(
        tower.integer("max_position_embeddings", "context length", 64, Bounds.CONTEXT),
        tower.integer("vocab_size", "vocabulary size", 32000, Bounds.VOCABULARY),
        tower.integer("hidden_size", "text width", 768, Bounds.WIDTH),
        tower.integer("num_hidden_layers", "text layers", 12, Bounds.LAYERS),
        tower.integer("num_attention_heads", "text heads", 12, Bounds.WIDTH),
        tower.integer("intermediate_size", "text feed-forward width", 3072, Bounds.WIDTH),
        HuggingFaceConfig.activation(tower, "text activation", ACTIVATION),
        tower.number("layer_norm_eps", "text layer norm epsilon", EPSILON));
  }

  /** Of a configuration that {@link #fits}. */
  static Map<String, Object> write(ClipConfig config) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("architectures", List.of(CLASS));
    root.put("model_type", TYPE);
    root.put("text_config", text(config));
    root.put("vision_config", image((SiglipVisionTransformer) config.image()));
    return root;
  }

  private static Map<String, Object> image(SiglipVisionTransformer tower) {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("model_type", IMAGES);
    section.put("hidden_act", HuggingFaceConfig.name(tower.activation()));
    section.put("hidden_size", tower.width());
    section.put("image_size", tower.imageSize());
    section.put("intermediate_size", tower.mlpWidth());
    section.put("layer_norm_eps", tower.layerNormEpsilon());
    section.put("num_attention_heads", tower.heads());
    section.put("num_channels", 3);
    section.put("num_hidden_layers", tower.layers());
    section.put("patch_size", tower.patchSize());
    return section;
  }

  private static Map<String, Object> text(ClipConfig config) {
    SiglipTextTransformer tower = (SiglipTextTransformer) config.text();
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("model_type", TEXTS);
    section.put("hidden_act", HuggingFaceConfig.name(tower.activation()));
    section.put("hidden_size", tower.width());
    section.put("intermediate_size", tower.mlpWidth());
    section.put("layer_norm_eps", tower.layerNormEpsilon());
    section.put("max_position_embeddings", tower.contextLength());
    section.put("num_attention_heads", tower.heads());
    section.put("num_hidden_layers", tower.layers());
    section.put("projection_size", config.embeddingDimension());
    section.put("vocab_size", tower.vocabularySize());
    return section;
  }
}
