package io.clipstream.model.checkpoint;

import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.OpenTextTransformer;
import io.clipstream.model.SiglipTextTransformer;
import io.clipstream.model.TextPooling;
import io.clipstream.model.TextProjection;
import io.clipstream.model.TextTower;

/** The text tower in the OpenCLIP layout: {@code text_cfg}. */
final class OpenClipTexts {
  private OpenClipTexts() {}

  static TextTower read(Settings tower, boolean quick) {
    tower.only("text_arch", "clip");
    tower.none("variable_text", "tokenizer_mode");
    tower.only("text_mask", "first"); // which tokens of a text that is too long are kept
    tower.ignore(OpenClipTokenizer.KEYS);
    tower.ignore("bos_id"); // the vocabulary's concern
    return OpenClipRoberta.isNamed(tower) ? OpenClipRoberta.read(tower) : ofOpen(tower, quick);
  }

  private static TextTower ofOpen(Settings tower, boolean quick) {
    OpenClipConfig.plainBlocks(tower);
    tower.ignore("output_tokens", "hf_model_pretrained", "hf_proj_type", "hf_pooler_type");
    tower.ignore("final_ln_after_pool"); // the norm sees one position at a time
    TextTower read = known(transformer(tower, quick));
    tower.refuseOthers();
    return read;
  }

  private static OpenTextTransformer transformer(Settings tower, boolean quick) {
    int width = tower.integer("width", "text width", 512, Bounds.WIDTH);
    return new OpenTextTransformer(
        tower.integer("context_length", "context length", 77, Bounds.CONTEXT),
        tower.integer("vocab_size", "vocabulary size", 49408, Bounds.VOCABULARY),
        width,
        tower.integer("layers", "text layers", 12, Bounds.LAYERS),
        tower.integer("heads", "text heads", 8, Bounds.WIDTH),
        MlpRatio.read(tower, "text feed-forward width", width, OpenClipConfig.MLP_RATIO),
        OpenClipConfig.activation(tower, "text activation", quick),
        OpenClipConfig.epsilon(tower, "text layer norm epsilon"),
        !tower.flag("no_causal_mask", "text mask", false),
        pooling(tower),
        projection(tower),
        OpenClipConfig.layerScale(tower, "text layer scale"));
  }

  private static TextPooling pooling(Settings tower) {
    tower.ignore("pad_id", "eos_id", "pool_type");
    if (tower.flag("embed_cls", "text pooling", false)) {
      return new TextPooling.ClassEmbedding(
          tower.integer("pad_id", "padding", 0, Bounds.VOCABULARY));
    }
    return switch (tower.text("pool_type", "end token", "argmax")) {
      case "first" -> TextPooling.Position.FIRST;
      case "last" -> TextPooling.Position.LAST;
      case "argmax" -> TextPooling.Position.HIGHEST;
      case "eos" ->
          new TextPooling.EndToken(tower.integer("eos_id", "end token", 2, Bounds.VOCABULARY));
      default -> throw tower.problem("pool_type", "argmax, eos, first or last");
    };
  }

  private static TextProjection projection(Settings tower) {
    boolean biased = tower.flag("proj_bias", "bias of the text projection", false);
    return switch (tower.text("proj_type", "text projection", "linear")) {
      case "linear" -> biased ? TextProjection.BIASED : TextProjection.LINEAR;
      case "none" -> TextProjection.NONE;
      default -> throw tower.problem("proj_type", "linear or none");
    };
  }

  /** The tower as CLIP's or SigLIP's where its options are none but theirs. */
  private static TextTower known(OpenTextTransformer open) {
    if (open.layerScale() > 0) {
      return open;
    }
    if (open.causal() && open.projection() == TextProjection.LINEAR) {
      return open.pooling()
          .match(
              position -> position == TextPooling.Position.HIGHEST ? highest(open) : open,
              end -> causal(open, end.id()),
              embedding -> open);
    }
    boolean siglip = !open.causal() && open.projection() == TextProjection.BIASED;
    return siglip && open.pooling() == TextPooling.Position.LAST ? siglip(open) : open;
  }

  private static TextTower highest(OpenTextTransformer open) {
    return causal(open, CausalTextTransformer.HIGHEST_ID);
  }

  private static TextTower causal(OpenTextTransformer open, int endToken) {
    return new CausalTextTransformer(
        open.contextLength(),
        open.vocabularySize(),
        open.width(),
        open.layers(),
        open.heads(),
        open.mlpWidth(),
        open.activation(),
        open.layerNormEpsilon(),
        endToken);
  }

  private static TextTower siglip(OpenTextTransformer open) {
    return new SiglipTextTransformer(
        open.contextLength(),
        open.vocabularySize(),
        open.width(),
        open.layers(),
        open.heads(),
        open.mlpWidth(),
        open.activation(),
        open.layerNormEpsilon());
  }
}
