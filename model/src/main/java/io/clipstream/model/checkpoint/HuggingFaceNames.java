package io.clipstream.model.checkpoint;

import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The names of the HuggingFace layout for the parameters of a Vision Transformer model. */
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
    PREFIXES.put("token_embedding.", "text_model.embeddings.token_embedding.");
    PREFIXES.put("positional_embedding", "text_model.embeddings.position_embedding.weight");
    PREFIXES.put("transformer.resblocks.", "text_model.encoder.layers.");
    PREFIXES.put("ln_final.", "text_model.final_layer_norm.");
    PREFIXES.put("text_projection", "text_projection.weight");
    PREFIXES.put("logit_scale", "logit_scale");

    IN_BLOCK.put(".ln_1.", ".layer_norm1.");
    IN_BLOCK.put(".ln_2.", ".layer_norm2.");
    IN_BLOCK.put(".attn.", ".self_attn.");
    IN_BLOCK.put(".c_fc.", ".fc1.");
    IN_BLOCK.put(".c_proj.", ".fc2.");
  }

  private HuggingFaceNames() {}

  static StoredParameter of(String name, Shape shape) {
    boolean projection = name.equals("visual.proj") || name.equals("text_projection");
    return new StoredParameter(name, shape, parts(name), projection);
  }

  private static List<String> parts(String name) {
    int stacked = name.indexOf(STACKED);
    if (stacked < 0) {
      return List.of(translated(name));
    }
    String kind = name.substring(stacked + STACKED.length()); // weight or bias
    String block = translated(name.substring(0, stacked + "attn.".length()));
    return List.of(block + "q_proj." + kind, block + "k_proj." + kind, block + "v_proj." + kind);
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
