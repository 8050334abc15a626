package io.clipstream.model.checkpoint;

import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The HuggingFace library's names of XLM-RoBERTa's tensors, as they stand in the OpenCLIP layout.
 */
final class RobertaNames {
  private static final String STACKED = "attn.in_proj_";
  private static final Map<String, String> NAMES = new LinkedHashMap<>();

  static {
    NAMES.put("token_embedding.weight", "text.transformer.embeddings.word_embeddings.weight");
    NAMES.put("positional_embedding", "text.transformer.embeddings.position_embeddings.weight");
    NAMES.put("token_type_embedding", "text.transformer.embeddings.token_type_embeddings.weight");
    NAMES.put("ln_embedding.", "text.transformer.embeddings.LayerNorm.");
    NAMES.put("transformer.resblocks.", "text.transformer.encoder.layer.");
    NAMES.put("text_projection.c_fc.", "text.proj.0.");
    NAMES.put("text_projection.c_proj.", "text.proj.2.");
    NAMES.put("text_projection.", "text.proj.");
  }

  private static final Map<String, String> IN_BLOCK =
      Map.of(
          ".attn.out_proj.", ".attention.output.dense.",
          ".ln_1.", ".attention.output.LayerNorm.",
          ".mlp.c_fc.", ".intermediate.dense.",
          ".mlp.c_proj.", ".output.dense.",
          ".ln_2.", ".output.LayerNorm.");

  private RobertaNames() {}

  static StoredParameter of(String name, Shape shape) {
    if (name.contains(STACKED)) {
      return threeParts(name, shape);
    }
    String stored = translated(name);
    for (Map.Entry<String, String> part : IN_BLOCK.entrySet()) {
      if (name.contains(part.getKey())) {
        stored = stored.replace(part.getKey(), part.getValue());
        break;
      }
    }
    return StoredParameter.plain(name, shape, stored);
  }

  /** Queries, keys and values are products by themselves there. */
  private static StoredParameter threeParts(String name, Shape shape) {
    int stacked = name.indexOf(STACKED);
    String kind = name.substring(stacked + STACKED.length()); // weight or bias
    String block = translated(name.substring(0, stacked)) + "attention.self.";
    long[] sides = shape.getShape().clone();
    sides[0] /= 3;
    List<StoredParameter.Part> parts =
        Stream.of("query.", "key.", "value.")
            .map(part -> new StoredParameter.Part(block + part + kind, new Shape(sides)))
            .toList();
    return new StoredParameter(name, shape, parts, false);
  }

  private static String translated(String name) {
    for (Map.Entry<String, String> prefix : NAMES.entrySet()) {
      if (name.startsWith(prefix.getKey())) {
        return prefix.getValue() + name.substring(prefix.getKey().length());
      }
    }
    throw new IllegalArgumentException("no name of the library's for parameter " + name);
  }
}
