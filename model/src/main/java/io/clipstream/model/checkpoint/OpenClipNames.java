package io.clipstream.model.checkpoint;

import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.encoder.ParameterTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The names of the OpenCLIP layout: the original code's, but for the image towers of SigLIP and
 * ConvNeXt, which are the timm library's there, and for text towers with a name of their own.
 */
final class OpenClipNames {
  private static final String IMAGES = "visual.";
  private static final String OWN_TEXT = "text.";
  private static final String TRUNK = "visual.trunk.";
  private static final String QUERY = "visual.pool.query";
  private static final String POOL_STACK = "visual.pool.attn.in_proj_";
  private static final Map<String, String> TIMM = new LinkedHashMap<>();

  static {
    TIMM.put("visual.conv1.", "patch_embed.proj.");
    TIMM.put("visual.positional_embedding", "pos_embed");
    TIMM.put("visual.transformer.resblocks.", "blocks.");
    TIMM.put("visual.ln_post.", "norm.");
    TIMM.put(QUERY, "attn_pool.latent");
    TIMM.put("visual.pool.ln_2.", "attn_pool.norm.");
    TIMM.put("visual.pool.attn.out_proj.", "attn_pool.proj.");
    TIMM.put("visual.pool.mlp.", "attn_pool.mlp.");
  }

  private static final Map<String, String> IN_BLOCK =
      Map.of(
          ".ln_1.", ".norm1.",
          ".ln_2.", ".norm2.",
          ".attn.in_proj_", ".attn.qkv.",
          ".attn.out_proj.", ".attn.proj.",
          "mlp.c_fc.", "mlp.fc1.",
          "mlp.c_proj.", "mlp.fc2.");

  private OpenClipNames() {}

  static StoredParameter of(ClipConfig config, String name, Shape shape) {
    if (name.startsWith(IMAGES)) {
      return config
          .image()
          .match(
              tower -> StoredParameter.plain(name, shape, name),
              tower -> StoredParameter.plain(name, shape, name),
              tower -> timm(name, shape),
              tower -> StoredParameter.plain(name, shape, ofOpen(name)),
              tower -> StoredParameter.plain(name, shape, ConvNeXtNames.of(name)));
    }
    if (name.startsWith("logit_")) {
      return StoredParameter.plain(name, shape, name);
    }
    return config
        .text()
        .match(
            causal -> StoredParameter.plain(name, shape, name),
            siglip -> StoredParameter.plain(name, shape, OWN_TEXT + name),
            open -> StoredParameter.plain(name, shape, OWN_TEXT + name),
            roberta -> RobertaNames.of(name, shape));
  }

  /** True if the text tower is written as a part with a name of its own: {@code custom_text}. */
  static boolean hasOwnText(ClipConfig config) {
    return config.text().match(causal -> false, siglip -> true, open -> true, roberta -> true);
  }

  /**
   * The name that a tensor of the text tower has in files that say otherwise of {@code
   * custom_text}.
   */
  static String otherwise(String stored) {
    if (stored.startsWith(OWN_TEXT)) {
      return stored.substring(OWN_TEXT.length());
    }
    return stored.startsWith(IMAGES) || stored.startsWith("logit_") ? stored : OWN_TEXT + stored;
  }

  private static String ofOpen(String name) {
    return name.equals(ParameterTable.FIXED_POSITIONS) ? ParameterTable.PATCH_POSITIONS : name;
  }

  private static StoredParameter timm(String name, Shape shape) {
    if (name.startsWith(POOL_STACK)) {
      return queryApart(name, shape);
    }
    for (Map.Entry<String, String> prefix : TIMM.entrySet()) {
      if (name.startsWith(prefix.getKey())) {
        String rest = name.substring(prefix.getKey().length());
        String stored = inBlock(TRUNK + prefix.getValue() + rest);
        return StoredParameter.shaped(name, shape, stored, batched(name, shape));
      }
    }
    throw new IllegalArgumentException("no name of timm's for parameter " + name);
  }

  /** Queries are a product by itself there, keys and values another. */
  private static StoredParameter queryApart(String name, Shape shape) {
    String kind = name.substring(POOL_STACK.length()); // weight or bias
    long[] query = shape.getShape().clone();
    query[0] /= 3;
    long[] rest = query.clone();
    rest[0] *= 2;
    return new StoredParameter(
        name,
        shape,
        List.of(
            new StoredParameter.Part(TRUNK + "attn_pool.q." + kind, new Shape(query)),
            new StoredParameter.Part(TRUNK + "attn_pool.kv." + kind, new Shape(rest))),
        false);
  }

  private static Shape batched(String name, Shape shape) {
    if (name.equals(QUERY)) {
      return new Shape(1, 1, shape.get(0));
    }
    return name.endsWith("positional_embedding") ? new Shape(1, shape.get(0), shape.get(1)) : shape;
  }

  private static String inBlock(String name) {
    String translated = name;
    for (Map.Entry<String, String> part : IN_BLOCK.entrySet()) {
      translated = translated.replace(part.getKey(), part.getValue());
    }
    return translated;
  }
}
