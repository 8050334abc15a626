package io.clipstream.model.checkpoint;

import io.clipstream.model.Activation;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ImageTower;
import io.clipstream.model.TextTower;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The architecture in the OpenCLIP layout: {@code model_cfg} of {@code open_clip_config.json}. */
final class OpenClipConfig {
  static final String FILE = "open_clip_config.json";

  private static final String DEFAULTS = "OpenCLIP's ";
  private static final String CUSTOM_TEXT = "custom_text";
  private static final String BIAS = "init_logit_bias";
  static final double MLP_RATIO = 4.0;
  private static final double EPSILON = 1e-5;

  private OpenClipConfig() {}

  /** Reads {@code model_cfg}. */
  static ClipConfig read(Path file, Map<String, String> provenance) {
    Settings root = Settings.read(file, DEFAULTS + "configuration", provenance);
    if (!root.has("model_cfg")) {
      throw root.problem("model_cfg", "an object");
    }
    return read(root.section("model_cfg", DEFAULTS + "CLIP"));
  }

  /** Reads a model description with or without the {@code model_cfg} around it. */
  static ClipConfig readModel(Path file, Map<String, String> provenance) {
    Settings root = Settings.read(file, DEFAULTS + "CLIP", provenance);
    return read(root.has("model_cfg") ? root.section("model_cfg", DEFAULTS + "CLIP") : root);
  }

  private static ClipConfig read(Settings model) {
    for (String key : List.of("embed_dim", "vision_cfg", "text_cfg")) {
      if (!model.has(key)) {
        throw model.problem(key, "a value");
      }
    }
    model.none("nonscalar_logit_scale");
    model.ignore("init_logit_scale", "output_dict", "cast_dtype");
    model.ignore("multimodal_cfg"); // a decoder of captions behind both towers
    boolean quick = model.flag("quick_gelu", "activation", false);
    if (model.has(CUSTOM_TEXT)) {
      model.flag(CUSTOM_TEXT, "text tower", false); // how its tensors are named, which they tell
    }
    int dimension = model.integer("embed_dim", "embedding dimension", 0, Bounds.WIDTH);
    ImageTower image =
        OpenClipImages.read(model.section("vision_cfg", DEFAULTS + "CLIPVisionCfg"), quick);
    Settings texts = model.section("text_cfg", DEFAULTS + "CLIPTextCfg");
    TextTower text = OpenClipTexts.read(texts, quick);
    boolean bias = model.has(BIAS) && Double.isFinite(model.number(BIAS, "logit bias", 0));
    model.refuseOthers();
    return new ClipConfig(dimension, image, text, bias);
  }

  static Activation activation(Settings tower, String label, boolean quick) {
    if (!tower.has("act_kwargs")) {
      return quick ? Activation.QUICK_GELU : Activation.GELU;
    }
    if (quick) {
      throw tower.problem("act_kwargs", "it to be absent, as QuickGELU takes none");
    }
    Settings how = tower.section("act_kwargs", DEFAULTS + "GELU");
    String form = how.text("approximate", label, "none");
    how.refuseOthers();
    return switch (form) {
      case "none" -> Activation.GELU;
      case "tanh" -> Activation.GELU_TANH;
      default -> throw how.problem("approximate", "none or tanh");
    };
  }

  static double epsilon(Settings tower, String label) {
    Settings norm = tower.section("norm_kwargs", DEFAULTS + "LayerNorm");
    double epsilon = norm.number("eps", label, EPSILON);
    norm.refuseOthers();
    return epsilon;
  }

  /** What gains behind the residual branches begin with; 0 where there are none. */
  static double layerScale(Settings tower, String label) {
    if (!tower.has("ls_init_value")) {
      return 0;
    }
    double value = tower.number("ls_init_value", label, 0);
    if (!(value > 0)) {
      throw tower.problem("ls_init_value", "a number above 0, or none");
    }
    return value;
  }

  /** Options of blocks that are not implemented. */
  static void plainBlocks(Settings tower) {
    tower.none("qk_norm", "scaled_cosine_attn", "scale_heads", "scale_attn_inner", "scale_attn");
    tower.none("scale_fc", "attn_type");
    tower.only("block_type", "default");
  }
}
