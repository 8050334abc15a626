package io.clipstream.model.checkpoint;

import io.clipstream.model.Activation;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ImageTower;
import io.clipstream.model.ModifiedResNet;
import io.clipstream.model.TextTower;
import io.clipstream.model.VisionTransformer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The architecture in the OpenCLIP layout: {@code model_cfg} of {@code open_clip_config.json}. */
final class OpenClipConfig {
  static final String FILE = "open_clip_config.json";

  private static final String DEFAULTS = "OpenCLIP's ";
  private static final int HEAD_WIDTH = 64;
  private static final double MLP_RATIO = 4.0;
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
    model.none("custom_text", "multimodal_cfg", "init_logit_bias", "nonscalar_logit_scale");
    model.ignore("init_logit_scale", "output_dict", "cast_dtype");
    Activation activation =
        model.flag("quick_gelu", "activation", false) ? Activation.QUICK_GELU : Activation.GELU;
    int dimension = model.integer("embed_dim", "embedding dimension", 0, Bounds.WIDTH);
    ImageTower image = image(model.section("vision_cfg", DEFAULTS + "CLIPVisionCfg"), activation);
    TextTower text = text(model.section("text_cfg", DEFAULTS + "CLIPTextCfg"), activation);
    model.refuseOthers();
    return new ClipConfig(dimension, image, text);
  }

  private static ImageTower image(Settings tower, Activation activation) {
    tower.none("timm_model_name", "ls_init_value", "attentional_pool", "no_ln_pre");
    tower.none("final_ln_after_pool", "act_kwargs", "qk_norm", "block_type", "attn_type");
    tower.none("scaled_cosine_attn", "scale_heads", "scale_attn_inner", "scale_attn", "scale_fc");
    tower.only("pool_type", "tok");
    tower.only("pos_embed_type", "learnable");
    tower.ignore("patch_dropout", "output_tokens", "attn_pooler_queries", "attn_pooler_heads");
    tower.ignore("timm_model_pretrained", "timm_pool", "timm_proj", "timm_proj_bias");
    tower.ignore("timm_drop", "timm_drop_path");
    ImageTower read = tower.isList("layers") ? resNet(tower) : transformer(tower, activation);
    tower.refuseOthers();
    return read;
  }

  private static ModifiedResNet resNet(Settings tower) {
    tower.none("norm_kwargs");
    tower.ignore("patch_size", "mlp_ratio");
    int width = tower.integer("width", "image width", 768, Bounds.WIDTH / 32);
    return new ModifiedResNet(
        imageSize(tower),
        width,
        tower.integers("layers", "image layers", Bounds.LAYERS),
        heads(tower, "image heads", width * 32));
  }

  private static VisionTransformer transformer(Settings tower, Activation activation) {
    int width = tower.integer("width", "image width", 768, Bounds.WIDTH);
    return new VisionTransformer(
        imageSize(tower),
        tower.integer("patch_size", "patch size", 16, Bounds.IMAGE_SIZE),
        width,
        tower.integer("layers", "image layers", 12, Bounds.LAYERS),
        heads(tower, "image heads", width),
        mlpWidth(tower, "image feed-forward width", width),
        activation,
        epsilon(tower, "image layer norm epsilon"));
  }

  private static int imageSize(Settings tower) {
    if (!tower.isList("image_size")) {
      return tower.integer("image_size", "image size", 224, Bounds.IMAGE_SIZE);
    }
    List<Integer> sides = tower.integers("image_size", "image size", Bounds.IMAGE_SIZE);
    if (sides.size() != 2 || !sides.get(0).equals(sides.get(1))) {
      throw tower.problem("image_size", "a square");
    }
    return sides.get(0);
  }

  private static int heads(Settings tower, String label, int width) {
    int headWidth = tower.integer("head_width", label, HEAD_WIDTH, Bounds.WIDTH);
    if (headWidth < 1 || width < headWidth) {
      throw tower.problem("head_width", "1 to the width " + width);
    }
    return width / headWidth;
  }

  private static int mlpWidth(Settings tower, String label, int width) {
    double wide = width * tower.number("mlp_ratio", label, MLP_RATIO);
    if (!(wide >= 1 && wide <= Bounds.WIDTH * MLP_RATIO)) {
      throw tower.problem("mlp_ratio", "a positive ratio");
    }
    return (int) wide;
  }

  private static double epsilon(Settings tower, String label) {
    Settings norm = tower.section("norm_kwargs", DEFAULTS + "LayerNorm");
    double epsilon = norm.number("eps", label, EPSILON);
    norm.refuseOthers();
    return epsilon;
  }

  private static TextTower text(Settings tower, Activation activation) {
    tower.none("hf_model_name", "hf_tokenizer_name", "tokenizer_kwargs", "ls_init_value");
    tower.none("embed_cls", "no_causal_mask", "final_ln_after_pool", "proj_bias", "act_kwargs");
    tower.none("qk_norm", "scaled_cosine_attn", "scale_heads", "scale_attn_inner", "scale_attn");
    tower.none("scale_fc", "block_type", "attn_type", "tokenizer_mode", "custom_text");
    tower.only("proj_type", "linear");
    tower.ignore("pad_id", "output_tokens", "hf_model_pretrained", "hf_proj_type");
    tower.ignore("hf_pooler_type", "text_mask");
    int width = tower.integer("width", "text width", 512, Bounds.WIDTH);
    TextTower read =
        new TextTower(
            tower.integer("context_length", "context length", 77, Bounds.CONTEXT),
            tower.integer("vocab_size", "vocabulary size", 49408, Bounds.VOCABULARY),
            width,
            tower.integer("layers", "text layers", 12, Bounds.LAYERS),
            tower.integer("heads", "text heads", 8, Bounds.WIDTH),
            mlpWidth(tower, "text feed-forward width", width),
            activation,
            epsilon(tower, "text layer norm epsilon"),
            endToken(tower));
    tower.refuseOthers();
    return read;
  }

  private static int endToken(Settings tower) {
    return switch (tower.text("pool_type", "end token", "argmax")) {
      case "argmax" -> {
        tower.ignore("eos_id");
        yield TextTower.HIGHEST_ID;
      }
      case "eos" -> tower.integer("eos_id", "end token", 2, Bounds.VOCABULARY);
      default -> throw tower.problem("pool_type", "argmax or eos");
    };
  }
}
