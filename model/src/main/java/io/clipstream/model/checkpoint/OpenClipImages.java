package io.clipstream.model.checkpoint;

import io.clipstream.model.ImagePooling;
import io.clipstream.model.ImageTower;
import io.clipstream.model.ModifiedResNet;
import io.clipstream.model.OpenVisionTransformer;
import io.clipstream.model.SiglipVisionTransformer;
import io.clipstream.model.VisionTransformer;
import java.util.List;

/** The image tower in the OpenCLIP layout: {@code vision_cfg}. */
final class OpenClipImages {
  private static final int HEAD_WIDTH = 64;
  private static final List<String> OPTIONS =
      List.of("ls_init_value", "attentional_pool", "no_ln_pre", "final_ln_after_pool");

  private OpenClipImages() {}

  static ImageTower read(Settings tower, boolean quick) {
    OpenClipConfig.plainBlocks(tower);
    tower.ignore("patch_dropout", "output_tokens", "attn_pooler_queries", "attn_pooler_heads");
    tower.ignore("timm_model_pretrained", "timm_pool", "timm_proj", "timm_proj_bias");
    tower.ignore("timm_drop", "timm_drop_path", "timm_model_kwargs");
    ImageTower read = family(tower, quick);
    tower.refuseOthers();
    return read;
  }

  private static ImageTower family(Settings tower, boolean quick) {
    if (TimmTowers.isNamed(tower)) {
      refuseOptions(tower);
      tower.ignore(
          "layers", "width", "patch_size", "head_width", "mlp_ratio"); // the name says them
      return ConvNeXtTowers.isNamed(tower)
          ? ConvNeXtTowers.read(tower, imageSize(tower))
          : siglip(tower);
    }
    if (tower.isList("layers")) {
      refuseOptions(tower);
      return resNet(tower);
    }
    return withOptions(tower, transformer(tower, quick));
  }

  private static SiglipVisionTransformer siglip(Settings tower) {
    SiglipVisionTransformer named = TimmTowers.read(tower);
    if (tower.has("image_size") && imageSize(tower) != named.imageSize()) {
      throw tower.problem("image_size", "the named tower's " + named.imageSize() + " pixels");
    }
    return named;
  }

  /** Options that only OpenCLIP's own Vision Transformer has. */
  private static void refuseOptions(Settings tower) {
    OPTIONS.forEach(tower::none);
    tower.only("pool_type", "tok");
    tower.only("pos_embed_type", "learnable");
  }

  private static ImageTower withOptions(Settings tower, VisionTransformer plain) {
    boolean normBefore = !tower.flag("no_ln_pre", "image norm before the blocks", false);
    boolean fixed = fixedPositions(tower);
    ImagePooling pooling = pooling(tower);
    double layerScale = OpenClipConfig.layerScale(tower, "image layer scale");
    boolean isPlain = pooling == ImagePooling.Positions.CLASS_TOKEN && normBefore && !fixed;
    return isPlain && layerScale == 0
        ? plain
        : new OpenVisionTransformer(plain, normBefore, fixed, pooling, layerScale);
  }

  private static boolean fixedPositions(Settings tower) {
    return switch (tower.text("pos_embed_type", "image positions", "learnable")) {
      case "learnable" -> false;
      case "sin_cos_2d" -> true;
      default -> throw tower.problem("pos_embed_type", "learnable or sin_cos_2d");
    };
  }

  private static ImagePooling pooling(Settings tower) {
    boolean normLast = tower.flag("final_ln_after_pool", "image norm behind pooling", false);
    String type = tower.text("pool_type", "image pooling", "tok");
    if (tower.has("attentional_pool") && attends(tower)) {
      if (!type.equals("tok")) {
        throw tower.problem("pool_type", "tok, the only value that is implemented here");
      }
      return new ImagePooling.Attention(
          tower.integer("attn_pooler_queries", "pooling queries", 256, Bounds.WIDTH),
          tower.integer("attn_pooler_heads", "pooling heads", 8, Bounds.WIDTH));
    }
    return switch (type) {
      case "tok" -> ImagePooling.Positions.CLASS_TOKEN; // the norm sees one position at a time
      case "avg" ->
          normLast ? ImagePooling.Positions.NORMED_MEAN : ImagePooling.Positions.MEAN_OF_NORMED;
      default -> throw tower.problem("pool_type", "tok or avg, which give one vector a picture");
    };
  }

  private static boolean attends(Settings tower) {
    if (!tower.isFlag("attentional_pool")) {
      throw tower.problem(
          "attentional_pool", "true or false, as its other forms are not implemented");
    }
    return tower.flag("attentional_pool", "image pooling", false);
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
        MlpRatio.read(tower, "image feed-forward width", width, OpenClipConfig.MLP_RATIO),
        OpenClipConfig.activation(tower, "image activation", quick),
        OpenClipConfig.epsilon(tower, "image layer norm epsilon"));
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
}
