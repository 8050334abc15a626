package io.clipstream.model.checkpoint;

import io.clipstream.model.Activation;
import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ImageTower;
import io.clipstream.model.ModifiedResNet;
import io.clipstream.model.SiglipTextTransformer;
import io.clipstream.model.SiglipVisionTransformer;
import io.clipstream.model.TextTower;
import io.clipstream.model.VisionTransformer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The architecture in the OpenCLIP layout: {@code model_cfg} of {@code open_clip_config.json}. */
final class OpenClipConfig {
  static final String FILE = "open_clip_config.json";

  private static final String DEFAULTS = "OpenCLIP's ";
  private static final String CUSTOM_TEXT = "custom_text";
  private static final String BIAS = "init_logit_bias";
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
    model.none("multimodal_cfg", "nonscalar_logit_scale");
    model.ignore("init_logit_scale", "output_dict", "cast_dtype");
    boolean quick = model.flag("quick_gelu", "activation", false);
    boolean ownText = model.has(CUSTOM_TEXT) && model.flag(CUSTOM_TEXT, "text tower", false);
    int dimension = model.integer("embed_dim", "embedding dimension", 0, Bounds.WIDTH);
    ImageTower image = image(model.section("vision_cfg", DEFAULTS + "CLIPVisionCfg"), quick);
    Settings texts = model.section("text_cfg", DEFAULTS + "CLIPTextCfg");
    TextTower text = ownText ? siglipText(texts, quick) : text(texts, quick);
    boolean bias = model.has(BIAS) && Double.isFinite(model.number(BIAS, "logit bias", 0));
    model.refuseOthers();
    return new ClipConfig(dimension, image, text, bias);
  }

  private static ImageTower image(Settings tower, boolean quick) {
    tower.none("ls_init_value", "attentional_pool", "no_ln_pre");
    tower.none("final_ln_after_pool", "qk_norm", "block_type", "attn_type");
    tower.none("scaled_cosine_attn", "scale_heads", "scale_attn_inner", "scale_attn", "scale_fc");
    tower.only("pool_type", "tok");
    tower.only("pos_embed_type", "learnable");
    tower.ignore("patch_dropout", "output_tokens", "attn_pooler_queries", "attn_pooler_heads");
    tower.ignore("timm_model_pretrained", "timm_pool", "timm_proj", "timm_proj_bias");
    tower.ignore("timm_drop", "timm_drop_path", "timm_model_kwargs");
    ImageTower read = family(tower, quick);
    tower.refuseOthers();
    return read;
  }

  private static ImageTower family(Settings tower, boolean quick) {
    if (TimmTowers.isNamed(tower)) {
      SiglipVisionTransformer named = TimmTowers.read(tower);
      if (tower.has("image_size") && imageSize(tower) != named.imageSize()) {
        throw tower.problem("image_size", "the named tower's " + named.imageSize() + " pixels");
      }
      return named;
    }
    return tower.isList("layers") ? resNet(tower) : transformer(tower, quick);
  }

  private static ModifiedResNet resNet(Settings tower) {
    tower.none("norm_kwargs", "act_kwargs");
    tower.ignore("patch_size", "mlp_ratio");
    int width = tower.integer("width", "image width", 768, Bounds.WIDTH / 32);
    return new ModifiedResNet(
        imageSize(tower),
        width,
        tower.integers("layers", "image layers", Bounds.LAYERS),
        heads(tower, "image heads", width * 32));
  }

  private static VisionTransformer transformer(Settings tower, boolean quick) {
    int width = tower.integer("width", "image width", 768, Bounds.WIDTH);
    return new VisionTransformer(
        imageSize(tower),
        tower.integer("patch_size", "patch size", 16, Bounds.IMAGE_SIZE),
        width,
        tower.integer("layers", "image layers", 12, Bounds.LAYERS),
        heads(tower, "image heads", width),
        MlpRatio.read(tower, "image feed-forward width", width, MLP_RATIO),
        activation(tower, "image activation", quick),
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

  private static Activation activation(Settings tower, String label, boolean quick) {
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

  private static double epsilon(Settings tower, String label) {
    Settings norm = tower.section("norm_kwargs", DEFAULTS + "LayerNorm");
    double epsilon = norm.number("eps", label, EPSILON);
    norm.refuseOthers();
    return epsilon;
  }

  private static TextTower text(Settings tower, boolean quick) {
    tower.none("no_causal_mask", "proj_bias");
    refuseOtherTexts(tower);
    int width = tower.integer("width", "text width", 512, Bounds.WIDTH);
    TextTower read =
        new CausalTextTransformer(
            tower.integer("context_length", "context length", 77, Bounds.CONTEXT),
            tower.integer("vocab_size", "vocabulary size", 49408, Bounds.VOCABULARY),
            width,
            tower.integer("layers", "text layers", 12, Bounds.LAYERS),
            tower.integer("heads", "text heads", 8, Bounds.WIDTH),
            MlpRatio.read(tower, "text feed-forward width", width, MLP_RATIO),
            activation(tower, "text activation", quick),
            epsilon(tower, "text layer norm epsilon"),
            endToken(tower));
    tower.refuseOthers();
    return read;
  }

  /** What {@code custom_text} stands for in SigLIP's files. */
  private static TextTower siglipText(Settings tower, boolean quick) {
    refuseOtherTexts(tower);
    tower.must("no_causal_mask", true, CUSTOM_TEXT);
    tower.must("pool_type", "last", CUSTOM_TEXT);
    tower.must("proj_bias", true, CUSTOM_TEXT);
    tower.ignore("eos_id"); // the vocabulary's concern
    int width = tower.integer("width", "text width", 512, Bounds.WIDTH);
    TextTower read =
        new SiglipTextTransformer(
            tower.integer("context_length", "context length", 77, Bounds.CONTEXT),
            tower.integer("vocab_size", "vocabulary size", 49408, Bounds.VOCABULARY),
            width,
            tower.integer("layers", "text layers", 12, Bounds.LAYERS),
            tower.integer("heads", "text heads", 8, Bounds.WIDTH),
            MlpRatio.read(tower, "text feed-forward width", width, MLP_RATIO),
            activation(tower, "text activation", quick),
            epsilon(tower, "text layer norm epsilon"));
    tower.refuseOthers();
    return read;
  }

  private static void refuseOtherTexts(Settings tower) {
    tower.none("hf_model_name", "ls_init_value", "embed_cls", "final_ln_after_pool");
    tower.none("qk_norm", "scaled_cosine_attn", "scale_heads", "scale_attn_inner", "scale_attn");
    tower.none("scale_fc", "block_type", "attn_type", "tokenizer_mode", "custom_text");
    tower.only("proj_type", "linear");
    tower.ignore(OpenClipTokenizer.KEYS);
    tower.ignore("pad_id", "output_tokens", "hf_model_pretrained", "hf_proj_type");
    tower.ignore("hf_pooler_type", "text_mask");
  }

  private static int endToken(Settings tower) {
    return switch (tower.text("pool_type", "end token", "argmax")) {
      case "argmax" -> {
        tower.ignore("eos_id");
        yield CausalTextTransformer.HIGHEST_ID;
      }
      case "eos" -> tower.integer("eos_id", "end token", 2, Bounds.VOCABULARY);
      default -> throw tower.problem("pool_type", "argmax or eos");
    };
  }
}
