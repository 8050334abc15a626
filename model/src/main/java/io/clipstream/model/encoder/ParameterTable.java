package io.clipstream.model.encoder;

import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ImagePooling;
import io.clipstream.model.ImageTower;
import io.clipstream.model.ModifiedResNet;
import io.clipstream.model.OpenTextTransformer;
import io.clipstream.model.OpenVisionTransformer;
import io.clipstream.model.RobertaTextTransformer;
import io.clipstream.model.SiglipVisionTransformer;
import io.clipstream.model.TextProjection;
import io.clipstream.model.TextTower;
import io.clipstream.model.VisionTransformer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Every array of a model by name, with its shape: what a checkpoint must hold. The names are those
 * of the original code; what it lacks is named alike. Layouts translate when they are read.
 */
public final class ParameterTable {
  /**
   * A Vision Transformer's position embeddings: of the class token where there is one, then of the
   * grid of patches.
   */
  public static final String PATCH_POSITIONS = "visual.positional_embedding";

  /** The same where they are computed once and never trained. */
  public static final String FIXED_POSITIONS = "visual.fixed_positional_embedding";

  /** A ResNet's position embeddings: of the mean, then of the last feature map. */
  public static final String FEATURE_POSITIONS = "visual.attnpool.positional_embedding";

  private final Map<String, Shape> shapes = new LinkedHashMap<>();

  private ParameterTable() {}

  /** The trained parameters and, for a ResNet, the running statistics of its batch norms. */
  public static Map<String, Shape> of(ClipConfig config) {
    ParameterTable table = new ParameterTable();
    int dimension = config.embeddingDimension();
    config
        .image()
        .<Runnable>match(
            tower -> () -> table.visionTransformer(tower, dimension),
            tower -> () -> table.modifiedResNet(tower, dimension),
            tower -> () -> table.siglip(tower),
            tower -> () -> table.open(tower, dimension),
            tower -> () -> table.shapes.putAll(ConvNeXtTable.of(tower, dimension)))
        .run();
    table.text(config.text(), dimension);
    table.add("logit_scale");
    if (config.logitBias()) {
      table.add("logit_bias");
    }
    return Collections.unmodifiableMap(table.shapes);
  }

  /**
   * True for what the optimiser changes, false for a batch norm's running statistics and for fixed
   * position embeddings.
   */
  public static boolean isTrained(String name) {
    return !name.endsWith(".running_mean")
        && !name.endsWith(".running_var")
        && !name.equals(FIXED_POSITIONS);
  }

  /** The name of a tower's position embeddings; empty where it has none. */
  public static Optional<String> positions(ImageTower tower) {
    return tower.match(
        plain -> Optional.of(PATCH_POSITIONS),
        resNet -> Optional.of(FEATURE_POSITIONS),
        siglip -> Optional.of(PATCH_POSITIONS),
        open -> Optional.of(patchPositions(open)),
        convNeXt -> Optional.empty());
  }

  static String patchPositions(OpenVisionTransformer tower) {
    return tower.fixedPositions() ? FIXED_POSITIONS : PATCH_POSITIONS;
  }

  /** True for what belongs to the image encoder. */
  public static boolean isOfImages(String name) {
    return name.startsWith("visual.");
  }

  private void visionTransformer(VisionTransformer tower, int dimension) {
    int width = tower.width();
    add("visual.class_embedding", width);
    add(PATCH_POSITIONS, tower.positions(), width);
    add("visual.proj", width, dimension);
    add("visual.conv1.weight", width, 3, tower.patchSize(), tower.patchSize());
    norm("visual.ln_pre", width);
    blocks("visual.transformer.", tower.layers(), width, tower.mlpWidth());
    norm("visual.ln_post", width);
  }

  private void modifiedResNet(ModifiedResNet tower, int dimension) {
    int half = tower.width() / 2;
    convolution("visual.conv1", half, 3, 3);
    norm2d("visual.bn1", half);
    convolution("visual.conv2", half, half, 3);
    norm2d("visual.bn2", half);
    convolution("visual.conv3", tower.width(), half, 3);
    norm2d("visual.bn3", tower.width());
    int in = tower.width();
    for (int stage = 0; stage < 4; stage++) {
      int inside = tower.width() << stage;
      for (int block = 0; block < tower.layers().get(stage); block++) {
        bottleneck("visual.layer" + (stage + 1) + "." + block, in, inside, block == 0);
        in = inside * ModifiedResNet.EXPANSION;
      }
    }
    attentionPooling(tower, dimension);
  }

  private void bottleneck(String prefix, int in, int inside, boolean first) {
    int out = inside * ModifiedResNet.EXPANSION;
    convolution(prefix + ".conv1", inside, in, 1);
    norm2d(prefix + ".bn1", inside);
    convolution(prefix + ".conv2", inside, inside, 3);
    norm2d(prefix + ".bn2", inside);
    convolution(prefix + ".conv3", out, inside, 1);
    norm2d(prefix + ".bn3", out);
    if (first) {
      convolution(prefix + ".downsample.0", out, in, 1);
      norm2d(prefix + ".downsample.1", out);
    }
  }

  private void attentionPooling(ModifiedResNet tower, int dimension) {
    int width = tower.featureWidth();
    add(FEATURE_POSITIONS, tower.grid() * tower.grid() + 1, width);
    for (String part : new String[] {"k_proj", "q_proj", "v_proj"}) {
      linear("visual.attnpool." + part, width, width);
    }
    linear("visual.attnpool.c_proj", dimension, width);
  }

  private void siglip(SiglipVisionTransformer tower) {
    int width = tower.width();
    add("visual.conv1.weight", width, 3, tower.patchSize(), tower.patchSize());
    add("visual.conv1.bias", width);
    add(PATCH_POSITIONS, tower.positions(), width);
    blocks("visual.transformer.", tower.layers(), width, tower.mlpWidth());
    norm("visual.ln_post", width);
    add("visual.pool.query", width);
    attention("visual.pool.", width);
    feedForward("visual.pool.", width, tower.mlpWidth());
  }

  private void open(OpenVisionTransformer tower, int dimension) {
    int width = tower.plain().width();
    add("visual.class_embedding", width);
    add(patchPositions(tower), tower.plain().positions(), width);
    add("visual.conv1.weight", width, 3, tower.plain().patchSize(), tower.plain().patchSize());
    if (tower.normBefore()) {
      norm("visual.ln_pre", width);
    }
    blocks("visual.transformer.", tower.plain().layers(), width, tower.plain().mlpWidth());
    layerScale("visual.transformer.", tower.plain().layers(), width, tower.layerScale());
    int pooled =
        tower
            .pooling()
            .match(positions -> width, pooling -> attentionPooling(pooling, dimension, width));
    norm("visual.ln_post", pooled);
    add("visual.proj", pooled, dimension);
  }

  private int attentionPooling(ImagePooling.Attention pooling, int dimension, int width) {
    String pool = "visual.attn_pool.";
    add(pool + "query", pooling.queries(), dimension);
    if (width == dimension) {
      add(pool + "attn.in_proj_weight", 3 * dimension, dimension);
    } else {
      add(pool + "attn.q_proj_weight", dimension, dimension);
      add(pool + "attn.k_proj_weight", dimension, width);
      add(pool + "attn.v_proj_weight", dimension, width);
    }
    add(pool + "attn.in_proj_bias", 3 * dimension);
    linear(pool + "attn.out_proj", dimension, dimension);
    norm(pool + "ln_q", dimension);
    norm(pool + "ln_k", width);
    return dimension;
  }

  private void text(TextTower tower, int dimension) {
    tower
        .<Runnable>match(
            causal ->
                () -> {
                  transformer(tower, tower.contextLength());
                  add("text_projection", tower.width(), dimension);
                },
            siglip ->
                () -> {
                  transformer(tower, tower.contextLength());
                  linear("text_projection", dimension, tower.width());
                },
            open -> () -> open(open, dimension),
            roberta -> () -> roberta(roberta, dimension))
        .run();
  }

  private void transformer(TextTower tower, int positions) {
    add("token_embedding.weight", tower.vocabularySize(), tower.width());
    add("positional_embedding", positions, tower.width());
    blocks("transformer.", tower.layers(), tower.width(), tower.mlpWidth());
    norm("ln_final", tower.width());
  }

  private void open(OpenTextTransformer tower, int dimension) {
    int more = tower.hasClassEmbedding() ? 1 : 0;
    transformer(tower, tower.contextLength() + more);
    layerScale("transformer.", tower.layers(), tower.width(), tower.layerScale());
    if (more > 0) {
      add("cls_emb", tower.width());
    }
    switch (tower.projection()) {
      case LINEAR -> add("text_projection", tower.width(), dimension);
      case BIASED -> linear("text_projection", dimension, tower.width());
      case NONE, MLP -> {}
    }
  }

  private void roberta(RobertaTextTransformer tower, int dimension) {
    int width = tower.width();
    add("token_embedding.weight", tower.vocabularySize(), width);
    add("positional_embedding", tower.positionRows(), width);
    add("token_type_embedding", 1, width);
    norm("ln_embedding", width);
    blocks("transformer.", tower.layers(), width, tower.mlpWidth());
    if (tower.projection() == TextProjection.LINEAR) {
      add("text_projection.weight", dimension, width);
    } else {
      int inside = tower.projectionWidth(dimension);
      add("text_projection.c_fc.weight", inside, width);
      add("text_projection.c_proj.weight", dimension, inside);
    }
  }

  private void layerScale(String prefix, int layers, int width, double initial) {
    for (int i = 0; i < layers && initial > 0; i++) {
      add(prefix + "resblocks." + i + ".ls_1.gamma", width);
      add(prefix + "resblocks." + i + ".ls_2.gamma", width);
    }
  }

  private void blocks(String prefix, int layers, int width, int mlpWidth) {
    for (int i = 0; i < layers; i++) {
      String block = prefix + "resblocks." + i + ".";
      norm(block + "ln_1", width);
      attention(block, width);
      feedForward(block, width, mlpWidth);
    }
  }

  private void attention(String block, int width) {
    add(block + "attn.in_proj_weight", 3 * width, width);
    add(block + "attn.in_proj_bias", 3 * width);
    linear(block + "attn.out_proj", width, width);
  }

  private void feedForward(String block, int width, int mlpWidth) {
    norm(block + "ln_2", width);
    linear(block + "mlp.c_fc", mlpWidth, width);
    linear(block + "mlp.c_proj", width, mlpWidth);
  }

  private void linear(String name, int out, int in) {
    add(name + ".weight", out, in);
    add(name + ".bias", out);
  }

  private void convolution(String name, int out, int in, int kernel) {
    add(name + ".weight", out, in, kernel, kernel);
  }

  private void norm(String name, int width) {
    add(name + ".weight", width);
    add(name + ".bias", width);
  }

  private void norm2d(String name, int width) {
    norm(name, width);
    add(name + ".running_mean", width);
    add(name + ".running_var", width);
  }

  private void add(String name, long... shape) {
    shapes.put(name, new Shape(shape));
  }
}
