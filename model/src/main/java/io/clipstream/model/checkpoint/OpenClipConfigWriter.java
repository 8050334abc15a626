package io.clipstream.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.clipstream.model.Activation;
import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ImagePooling;
import io.clipstream.model.ModelException;
import io.clipstream.model.ModifiedResNet;
import io.clipstream.model.OpenTextTransformer;
import io.clipstream.model.OpenVisionTransformer;
import io.clipstream.model.RobertaTextTransformer;
import io.clipstream.model.SiglipTextTransformer;
import io.clipstream.model.TextPooling;
import io.clipstream.model.TextProjection;
import io.clipstream.model.TextTower;
import io.clipstream.model.VisionTransformer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Writes what {@link OpenClipConfig} reads. */
final class OpenClipConfigWriter {
  private static final double EPSILON = 1e-5;

  /** Where the layout's training begins; that the key is there says that there is a bias. */
  private static final int INITIAL_BIAS = -10;

  private OpenClipConfigWriter() {}

  /**
   * @param tokenizer what {@link OpenClipTokenizer} has read
   */
  static Map<String, Object> modelCfg(ClipConfig config, Map<String, JsonNode> tokenizer) {
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("embed_dim", config.embeddingDimension());
    model.put("quick_gelu", shared(config) == Activation.QUICK_GELU);
    if (config.logitBias()) {
      model.put("init_logit_bias", INITIAL_BIAS);
    }
    model.put("vision_cfg", image(config, shared(config)));
    if (OpenClipNames.hasOwnText(config)) {
      model.put("custom_text", true);
    }
    Map<String, Object> text =
        config
            .text()
            .match(
                OpenClipConfigWriter::text,
                OpenClipConfigWriter::siglipText,
                OpenClipConfigWriter::openText,
                OpenClipRoberta::write);
    text.putAll(tokenizer);
    model.put("text_cfg", text);
    return model;
  }

  /** What {@code quick_gelu} says: of both towers, but for texts of the HuggingFace library's. */
  private static Activation shared(ClipConfig config) {
    if (!(config.text() instanceof RobertaTextTransformer)) {
      return config.text().activation();
    }
    return config
        .image()
        .match(
            VisionTransformer::activation,
            resNet -> Activation.GELU,
            siglip -> Activation.GELU,
            open -> open.plain().activation(),
            convNeXt -> Activation.GELU);
  }

  private static Map<String, Object> image(ClipConfig config, Activation texts) {
    return config
        .image()
        .match(
            tower -> transformer(tower, texts),
            OpenClipConfigWriter::resNet,
            TimmTowers::write,
            tower -> openTransformer(tower, texts),
            ConvNeXtTowers::write);
  }

  private static Map<String, Object> transformer(VisionTransformer tower, Activation texts) {
    boolean quick = tower.activation() == Activation.QUICK_GELU;
    if (quick != (texts == Activation.QUICK_GELU)) {
      throw new ModelException(
          "OpenCLIP layout: expected QuickGELU in both towers or in none, found "
              + tower.activation()
              + " and "
              + texts);
    }
    return transformer(tower);
  }

  private static Map<String, Object> resNet(ModifiedResNet tower) {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("image_size", tower.imageSize());
    section.put("layers", tower.layers());
    section.put("width", tower.width());
    section.put("head_width", tower.featureWidth() / tower.heads());
    section.put("patch_size", null);
    return section;
  }

  private static Map<String, Object> transformer(VisionTransformer tower) {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("image_size", tower.imageSize());
    section.put("layers", tower.layers());
    section.put("width", tower.width());
    section.put("head_width", tower.width() / tower.heads());
    section.put("patch_size", tower.patchSize());
    putMlp(section, tower.mlpWidth(), tower.width());
    putActivation(section, tower.activation());
    putEpsilon(section, tower.layerNormEpsilon());
    return section;
  }

  private static Map<String, Object> openTransformer(
      OpenVisionTransformer tower, Activation texts) {
    Map<String, Object> section = transformer(tower.plain(), texts);
    section.put("no_ln_pre", !tower.normBefore());
    section.put("pos_embed_type", tower.fixedPositions() ? "sin_cos_2d" : "learnable");
    section.putAll(tower.pooling().match(OpenClipConfigWriter::pool, OpenClipConfigWriter::pool));
    putLayerScale(section, tower.layerScale());
    return section;
  }

  private static Map<String, Object> pool(ImagePooling.Positions positions) {
    return switch (positions) {
      case CLASS_TOKEN -> Map.of("pool_type", "tok");
      case MEAN_OF_NORMED -> Map.of("pool_type", "avg");
      case NORMED_MEAN -> Map.of("pool_type", "avg", "final_ln_after_pool", true);
    };
  }

  private static Map<String, Object> pool(ImagePooling.Attention pooling) {
    return Map.of(
        "attentional_pool", true,
        "attn_pooler_queries", pooling.queries(),
        "attn_pooler_heads", pooling.heads());
  }

  private static Map<String, Object> text(CausalTextTransformer tower) {
    Map<String, Object> section = common(tower);
    if (tower.endToken() != CausalTextTransformer.HIGHEST_ID) {
      section.put("pool_type", "eos");
      section.put("eos_id", tower.endToken());
    }
    return section;
  }

  private static Map<String, Object> siglipText(SiglipTextTransformer tower) {
    Map<String, Object> section = common(tower);
    section.put("no_causal_mask", true);
    section.put("proj_bias", true);
    section.put("pool_type", "last");
    return section;
  }

  private static Map<String, Object> openText(OpenTextTransformer tower) {
    Map<String, Object> section = common(tower);
    section.put("no_causal_mask", !tower.causal());
    section.put("proj_type", tower.projection() == TextProjection.NONE ? "none" : "linear");
    section.put("proj_bias", tower.projection() == TextProjection.BIASED);
    section.putAll(
        tower
            .pooling()
            .match(
                OpenClipConfigWriter::pool,
                end -> Map.of("pool_type", "eos", "eos_id", end.id()),
                embedding -> Map.of("embed_cls", true, "pad_id", embedding.padding())));
    putLayerScale(section, tower.layerScale());
    return section;
  }

  private static Map<String, Object> pool(TextPooling.Position position) {
    String type = position == TextPooling.Position.HIGHEST ? "argmax" : position.name();
    return Map.of("pool_type", type.toLowerCase(Locale.ROOT));
  }

  private static void putLayerScale(Map<String, Object> section, double layerScale) {
    if (layerScale > 0) {
      section.put("ls_init_value", layerScale);
    }
  }

  private static Map<String, Object> common(TextTower tower) {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("context_length", tower.contextLength());
    section.put("vocab_size", tower.vocabularySize());
    section.put("width", tower.width());
    section.put("heads", tower.heads());
    section.put("layers", tower.layers());
    putMlp(section, tower.mlpWidth(), tower.width());
    putActivation(section, tower.activation());
    putEpsilon(section, tower.layerNormEpsilon());
    return section;
  }

  private static void putMlp(Map<String, Object> section, int mlpWidth, int width) {
    double ratio = MlpRatio.of(mlpWidth, width);
    if (ratio != 4.0) {
      section.put("mlp_ratio", ratio);
    }
  }

  private static void putActivation(Map<String, Object> section, Activation activation) {
    if (activation == Activation.GELU_TANH) {
      section.put("act_kwargs", Map.of("approximate", "tanh"));
    }
  }

  private static void putEpsilon(Map<String, Object> section, double epsilon) {
    if (epsilon != EPSILON) {
      section.put("norm_kwargs", Map.of("eps", epsilon));
    }
  }
}
