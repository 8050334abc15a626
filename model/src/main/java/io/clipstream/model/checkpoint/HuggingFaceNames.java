package io.clipstream.model.checkpoint;

import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The names of the HuggingFace layout, for the parameters of its CLIPModel and SiglipModel. */
final class HuggingFaceNames {
  private static final Map<String, String> PREFIXES = new LinkedHashMap<>();
  private static final Map<String, String> IN_BLOCK = new LinkedHashMap<>();
  private static final String STACKED = "attn.in_proj_";

  static {
    PREFIXES.put("visual.class_embedding", "vision_model.embeddings.class_embedding");
    PREFIXES.put(
        "visual.positional_embedding", "vision_model.embeddings.position_embedding.weight");
    PREFIXES.put("visual.proj", "visual_projection.weight");
    PREFIXES.put("visual.conv1.", "vision_model.embeddings.patch_embedding.");
    PREFIXES.put("visual.ln_pre.", "vision_model.pre_layrnorm."); // spelled so
    PREFIXES.put("visual.ln_post.", "vision_model.post_layernorm.");
    PREFIXES.put("visual.transformer.resblocks.", "vision_model.encoder.layers.");
    PREFIXES.put("visual.pool.query", "vision_model.head.probe");
    PREFIXES.put("visual.pool.attn.", "vision_model.head.attention.");
    PREFIXES.put("visual.pool.ln_2.", "vision_model.head.layernorm.");
    PREFIXES.put("visual.pool.mlp.c_fc.", "vision_model.head.mlp.fc1.");
    PREFIXES.put("visual.pool.mlp.c_proj.", "vision_model.head.mlp.fc2.");
    PREFIXES.put("token_embedding.", "text_model.embeddings.token_embedding.");
    PREFIXES.put("positional_embedding", "text_model.embeddings.position_embedding.weight");
    PREFIXES.put("transformer.resblocks.", "text_model.encoder.layers.");
    PREFIXES.put("ln_final.", "text_model.final_layer_norm.");
    PREFIXES.put("text_projection.", "text_model.head.");
    PREFIXES.put("text_projection", "text_projection.weight");
    PREFIXES.put("logit_scale", "logit_scale");
    PREFIXES.put("logit_bias", "logit_bias");

    IN_BLOCK.put(".ln_1.", ".layer_norm1.");
    IN_BLOCK.put(".ln_2.", ".layer_norm2.");
    IN_BLOCK.put(".attn.", ".self_attn.");
    IN_BLOCK.put(".c_fc.", ".fc1.");
    IN_BLOCK.put(".c_proj.", ".fc2.");
  }

  private HuggingFaceNames() {}

  static StoredParameter of(ClipConfig config, String name, Shape shape) {
    if (name.equals("visual.proj") || name.equals("text_projection")) {
      return StoredParameter.transposed(name, shape, translated(name));
    }
    if (name.contains(".resblocks.") && name.contains(STACKED)) {
      return threeParts(name, shape);
    }
    return StoredParameter.shaped(name, shape, translated(name), stored(config, name, shape));
  }

  /** SiglipModel keeps its numbers as vectors and its query as a batch of one text of one token. */
  private static Shape stored(ClipConfig config, String name, Shape shape) {
    if (name.equals("visual.pool.query")) {
      return new Shape(1, 1, shape.get(0));
    }
    return shape.isScalar() && config.logitBias() ? new Shape(1) : shape;
  }

  private static StoredParameter threeParts(String name, Shape shape) {
    int stacked = name.indexOf(STACKED);
    String kind = name.substring(stacked + STACKED.length()); // weight or bias
    String block = translated(name.substring(0, stacked + "attn.".length()));
    long[] sides = shape.getShape().clone();
    sides[0] /= 3;
    List<StoredParameter.Part> parts =
        Stream.of("q_proj.", "k_proj.", "v_proj.")
            .map(part -> new StoredParameter.Part(block + part + kind, new Shape(sides)))
            .toList();
    return new StoredParameter(name, shape, parts, false);
  }

  private static String translated(String name) {
    for (Map.Entry<String, String> prefix : PREFIXES.entrySet()) {
      if (name.startsWith(prefix.getKey())) {
        String rest = name.substring(prefix.getKey().length());
        return prefix.getValue() + (name.contains(".resblocks.") ? inBlock(rest) : rest);
      }
    }
    throw new IllegalArgumentException("no HuggingFace name for parameter " + name);
  }

  private static String inBlock(String name) {
    String translated = name;
    for (Map.Entry<String, String> part : IN_BLOCK.entrySet()) {
      translated = translated.replace(part.getKey(), part.getValue());
    }
    return translated;
  }
}
