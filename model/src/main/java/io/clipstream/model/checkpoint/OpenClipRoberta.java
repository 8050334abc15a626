package io.clipstream.model.checkpoint;

import io.clipstream.model.Activation;
import io.clipstream.model.RobertaTextTransformer;
import io.clipstream.model.TextProjection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Text towers of the HuggingFace library in the OpenCLIP layout: a name stands for a shape, of
 * which {@code hf_model_config} may change any part.
 */
final class OpenClipRoberta {
  private static final String NAME = "hf_model_name";
  private static final String CHANGES = "hf_model_config";
  private static final String BASE = "xlm-roberta-base";
  private static final String LARGE = "xlm-roberta-large";
  private static final Map<String, RobertaTextTransformer> NAMED = new LinkedHashMap<>();

  static {
    NAMED.put(BASE, named(768, 12, 12));
    NAMED.put(LARGE, named(1024, 24, 16));
    NAMED.put("FacebookAI/" + BASE, NAMED.get(BASE));
    NAMED.put("FacebookAI/" + LARGE, NAMED.get(LARGE));
  }

  private OpenClipRoberta() {}

  private static RobertaTextTransformer named(int width, int layers, int heads) {
    return new RobertaTextTransformer(
        77,
        250002,
        width,
        layers,
        heads,
        4 * width,
        Activation.GELU,
        1e-5,
        514,
        1,
        TextProjection.MLP);
  }

  /** True if a {@code text_cfg} names its tower so. */
  static boolean isNamed(Settings tower) {
    return tower.has(NAME);
  }

  /**
   * The tower of a {@code text_cfg}.
   *
   * @throws io.clipstream.model.ModelException if the library's tower of that name is none of
   *     XLM-RoBERTa's, or is used otherwise
   */
  static RobertaTextTransformer read(Settings tower) {
    RobertaTextTransformer named = NAMED.get(tower.text(NAME, "text tower", ""));
    if (named == null) {
      throw tower.problem(NAME, "one of XLM-RoBERTa's, " + String.join(", ", NAMED.keySet()));
    }
    tower.only("hf_pooler_type", "mean_pooler");
    tower.ignore("hf_model_pretrained", "output_tokens", "pad_id"); // the name says the rest
    tower.ignore("width", "heads", "layers", "mlp_ratio", "vocab_size");
    int context = tower.integer("context_length", "context length", 77, Bounds.CONTEXT);
    RobertaTextTransformer read =
        changed(
            tower.section(CHANGES, "the library's model of that name"),
            named,
            context,
            projection(tower));
    tower.refuseOthers();
    return read;
  }

  private static TextProjection projection(Settings tower) {
    if (tower.isNull("hf_proj_type")) { // which is none, and not the default
      throw tower.problem("hf_proj_type", "linear or mlp");
    }
    return switch (tower.text("hf_proj_type", "text projection", "mlp")) {
      case "linear" -> TextProjection.LINEAR;
      case "mlp" -> TextProjection.MLP;
      default -> throw tower.problem("hf_proj_type", "linear or mlp");
    };
  }

  private static RobertaTextTransformer changed(
      Settings by, RobertaTextTransformer named, int context, TextProjection projection) {
    by.ignore("hidden_dropout_prob", "attention_probs_dropout_prob"); // nothing at inference
    by.only("type_vocab_size", 1);
    by.only("position_embedding_type", "absolute");
    RobertaTextTransformer changed =
        new RobertaTextTransformer(
            context,
            by.integer("vocab_size", "vocabulary size", named.vocabularySize(), Bounds.VOCABULARY),
            by.integer("hidden_size", "text width", named.width(), Bounds.WIDTH),
            by.integer("num_hidden_layers", "text layers", named.layers(), Bounds.LAYERS),
            by.integer("num_attention_heads", "text heads", named.heads(), Bounds.WIDTH),
            by.integer(
                "intermediate_size", "text feed-forward width", named.mlpWidth(), 4 * Bounds.WIDTH),
            HuggingFaceConfig.activation(by, "text activation", "gelu"),
            by.number("layer_norm_eps", "text layer norm epsilon", named.layerNormEpsilon()),
            by.integer(
                "max_position_embeddings", "text positions", named.positionRows(), Bounds.CONTEXT),
            by.integer("pad_token_id", "padding", named.padding(), Bounds.VOCABULARY),
            projection);
    by.refuseOthers();
    return changed;
  }

  /** A {@code text_cfg}. */
  static Map<String, Object> write(RobertaTextTransformer tower) {
    String name = tower.width() == NAMED.get(LARGE).width() ? LARGE : BASE;
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("context_length", tower.contextLength());
    section.put(NAME, name);
    section.put("hf_tokenizer_name", name);
    section.put("hf_model_pretrained", false);
    section.put("hf_pooler_type", "mean_pooler");
    section.put("hf_proj_type", tower.projection() == TextProjection.LINEAR ? "linear" : "mlp");
    section.put(CHANGES, changes(tower));
    return section;
  }

  private static Map<String, Object> changes(RobertaTextTransformer tower) {
    Map<String, Object> changes = new LinkedHashMap<>();
    changes.put("vocab_size", tower.vocabularySize());
    changes.put("hidden_size", tower.width());
    changes.put("num_hidden_layers", tower.layers());
    changes.put("num_attention_heads", tower.heads());
    changes.put("intermediate_size", tower.mlpWidth());
    changes.put("hidden_act", HuggingFaceConfig.name(tower.activation()));
    changes.put("layer_norm_eps", tower.layerNormEpsilon());
    changes.put("max_position_embeddings", tower.positionRows());
    changes.put("pad_token_id", tower.padding());
    return changes;
  }
}
