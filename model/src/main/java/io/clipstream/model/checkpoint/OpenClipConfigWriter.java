package io.clipstream.model.checkpoint;

import io.clipstream.model.Activation;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModelException;
import io.clipstream.model.ModifiedResNet;
import io.clipstream.model.TextTower;
import io.clipstream.model.VisionTransformer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes what {@link OpenClipConfig} reads. */
final class OpenClipConfigWriter {
  private static final double EPSILON = 1e-5;

  private OpenClipConfigWriter() {}

  static Map<String, Object> modelCfg(ClipConfig config) {
    Activation activation = config.text().activation();
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("embed_dim", config.embeddingDimension());
    model.put("quick_gelu", activation == Activation.QUICK_GELU);
    model.put("vision_cfg", image(config, activation));
    model.put("text_cfg", text(config.text()));
    return model;
  }

  private static Map<String, Object> image(ClipConfig config, Activation activation) {
    return config
        .image()
        .match(tower -> transformer(tower, activation), OpenClipConfigWriter::resNet);
  }

  private static Map<String, Object> transformer(VisionTransformer tower, Activation activation) {
    if (tower.activation() != activation) {
      throw new ModelException(
          "OpenCLIP layout: expected the same activation in both towers, found "
              + tower.activation()
              + " and "
              + activation);
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
    putEpsilon(section, tower.layerNormEpsilon());
    return section;
  }

  private static Map<String, Object> text(TextTower tower) {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("context_length", tower.contextLength());
    section.put("vocab_size", tower.vocabularySize());
    section.put("width", tower.width());
    section.put("heads", tower.heads());
    section.put("layers", tower.layers());
    putMlp(section, tower.mlpWidth(), tower.width());
    putEpsilon(section, tower.layerNormEpsilon());
    if (tower.endToken() != TextTower.HIGHEST_ID) {
      section.put("pool_type", "eos");
      section.put("eos_id", tower.endToken());
    }
    return section;
  }

  private static void putMlp(Map<String, Object> section, int mlpWidth, int width) {
    double ratio = (double) mlpWidth / width;
    if ((int) (width * ratio) != mlpWidth) {
      ratio = Math.nextUp(ratio); // the reader truncates
    }
    if (ratio != 4.0) {
      section.put("mlp_ratio", ratio);
    }
  }

  private static void putEpsilon(Map<String, Object> section, double epsilon) {
    if (epsilon != EPSILON) {
      section.put("norm_kwargs", Map.of("eps", epsilon));
    }
  }
}
