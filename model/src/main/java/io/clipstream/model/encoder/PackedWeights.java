package io.clipstream.model.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.clipstream.model.Activation;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ConvNeXt;
import io.clipstream.model.ModifiedResNet;
import io.clipstream.model.OpenVisionTransformer;
import io.clipstream.model.Precision;
import io.clipstream.model.SiglipVisionTransformer;
import io.clipstream.model.TextTower;
import io.clipstream.model.VisionTransformer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model's arrays in the forms that encode fastest on the CPU. Of each array there is one form
 * only: what it was made from is freed as soon as it is made.
 */
public final class PackedWeights {
  /** QuickGELU's factor, moved into the neighbouring weights: see products.py. */
  private static final double QUICK = 1.702;

  /** Text tokens of a short prompt: the rows that a text alone brings. */
  private static final int PROMPT = 10;

  private final NDManager manager;
  private final Program program;
  private final Precision precision;
  private final Kernels rule;
  private final Map<String, NDArray> arrays;
  private final Map<ProductShape, Kernel> kernels = new LinkedHashMap<>();

  private PackedWeights(
      NDManager manager,
      Program program,
      Precision precision,
      Kernels rule,
      Map<String, NDArray> arrays) {
    this.manager = manager;
    this.program = program;
    this.precision = precision;
    this.rule = rule;
    this.arrays = new LinkedHashMap<>(arrays);
  }

  /**
   * Takes the arrays, fp32 on the CPU, and frees those that take another form.
   *
   * @param manager owns the results
   */
  public static PackedWeights of(
      NDManager manager,
      Program program,
      ClipConfig config,
      Map<String, NDArray> arrays,
      Precision precision,
      Kernels rule) {
    PackedWeights packed = new PackedWeights(manager, program, precision, rule, arrays);
    packed.pack(config);
    return packed;
  }

  /** By name, as the program takes them. */
  public Map<String, NDArray> arrays() {
    return arrays;
  }

  /** The kernel of each shape of product. */
  public Map<ProductShape, Kernel> kernels() {
    return kernels;
  }

  /** What the encoders compute in. */
  public Precision precision() {
    return precision;
  }

  private void pack(ClipConfig config) {
    config
        .image()
        .<Runnable>match(
            tower -> () -> pack(tower),
            tower -> () -> fold(tower),
            tower -> () -> pack(tower),
            tower -> () -> pack(tower),
            tower -> () -> pack(tower))
        .run();
    TextTower text = config.text();
    foldLayerScale("transformer.resblocks.", text.layers());
    int rows = text.positions(Math.min(PROMPT, text.contextLength()));
    if (text.match(causal -> true, siglip -> true, open -> true, roberta -> false)) {
      pooled("transformer.resblocks.", text.layers(), rows, text.activation());
    } else {
      whole("transformer.resblocks.", text.layers(), rows, text.activation());
    }
    if (precision != Precision.FP32) {
      castBiases();
    }
  }

  private void pack(VisionTransformer tower) {
    replace("visual.conv1.weight", kernel(tower.positions(), "visual.conv1.weight"), 1);
    String blocks = "visual.transformer.resblocks.";
    pooled(blocks, tower.layers(), tower.positions(), tower.activation());
  }

  private void pack(SiglipVisionTransformer tower) {
    int rows = tower.positions();
    replace("visual.conv1.weight", rows, 1);
    whole("visual.transformer.resblocks.", tower.layers(), rows, tower.activation());
    behindAttention("visual.pool.", rows, tower.activation());
  }

  private void pack(OpenVisionTransformer tower) {
    int rows = tower.plain().positions();
    int layers = tower.plain().layers();
    Activation activation = tower.plain().activation();
    String blocks = "visual.transformer.resblocks.";
    foldLayerScale(blocks, layers);
    replace("visual.conv1.weight", rows, 1);
    if (tower.poolsClassToken()) {
      pooled(blocks, layers, rows, activation);
    } else {
      whole(blocks, layers, rows, activation);
    }
  }

  private void pack(ConvNeXt tower) {
    for (int stage = 0; stage < ConvNeXt.STAGES; stage++) {
      int rows = tower.side(stage) * tower.side(stage);
      replace(ConvNeXtTable.patches(stage) + ".weight", rows, 1);
      for (int i = 0; i < tower.layers().get(stage); i++) {
        String block = ConvNeXtTable.block(stage, i);
        foldGain(block + "mlp.c_proj", block + "ls_2.gamma");
        feedForward(block, rows, Activation.GELU);
      }
    }
  }

  /** Gains behind the branches, where there are any, go into the products in front of them. */
  private void foldLayerScale(String blocks, int layers) {
    for (int i = 0; i < layers && arrays.containsKey(blocks + i + ".ls_1.gamma"); i++) {
      foldGain(blocks + i + ".attn.out_proj", blocks + i + ".ls_1.gamma");
      foldGain(blocks + i + ".mlp.c_proj", blocks + i + ".ls_2.gamma");
    }
  }

  private void foldGain(String layer, String gain) {
    for (String part : new String[] {layer + ".weight", layer + ".bias"}) {
      put(part, infer("gained", arrays.get(part), arrays.get(gain)).get(0));
    }
    drop(gain);
  }

  private void fold(ModifiedResNet tower) {
    if (rule != Kernels.PLAIN) {
      new FoldedResNet(this, tower).fold();
    }
  }

  /** Blocks of whose last one a position is used: its products in front of it are of a row each. */
  private void pooled(String blocks, int layers, long rows, Activation activation) {
    whole(blocks, layers - 1, rows, activation);
    behindAttention(blocks + (layers - 1) + ".", rows, activation);
  }

  private void whole(String blocks, int layers, long rows, Activation activation) {
    for (int i = 0; i < layers; i++) {
      replace(blocks + i + ".attn.in_proj_weight", rows, 1);
      behindAttention(blocks + i + ".", rows, activation);
    }
  }

  private void behindAttention(String block, long rows, Activation activation) {
    replace(block + "attn.out_proj.weight", rows, 1);
    feedForward(block, rows, activation);
  }

  private void feedForward(String block, long rows, Activation activation) {
    Kernel inner = kernel(rows, block + "mlp.c_fc.weight");
    double factor = inner.isPacked() && activation == Activation.QUICK_GELU ? QUICK : 1;
    replace(block + "mlp.c_fc.weight", inner, factor);
    replace(block + "mlp.c_fc.bias", Kernel.PLAIN, factor);
    replace(block + "mlp.c_proj.weight", rows, 1 / factor);
  }

  /** The kernel for an array's products, unless a tower's shape was met before. */
  private Kernel kernel(long rows, String name) {
    NDArray array = arrays.get(name);
    long out = array.getShape().get(0);
    ProductShape shape = new ProductShape(rows, array.size() / out, out, precision);
    return kernels.computeIfAbsent(shape, s -> rule.of(s, program, manager));
  }

  private void replace(String name, long rows, double factor) {
    replace(name, kernel(rows, name), factor);
  }

  private void replace(String name, Kernel kernel, double factor) {
    if (kernel.isPacked() || factor != 1 || precision != Precision.FP32) {
      arrange(name, kernel, factor, precision);
    }
  }

  void arrange(String name, Kernel kernel, double factor, Precision type) {
    put(name, infer("arrange", arrays.get(name), factor, type.torchType(), kernel.rows()).get(0));
  }

  NDList infer(String method, Object... arguments) {
    return program.infer(manager, method, arguments);
  }

  NDArray get(String name) {
    return arrays.get(name);
  }

  /** Frees what had the name before. */
  void put(String name, NDArray array) {
    NDArray before = arrays.put(name, array);
    if (before != null) {
      before.close();
    }
  }

  void drop(String name) {
    arrays.remove(name).close();
  }

  /** Products add their biases in the type of their weights; all else stays exact. */
  private void castBiases() {
    for (String name : List.copyOf(arrays.keySet())) {
      String bias = name.replaceAll("weight$", "bias");
      if (arrays.get(name).getDataType() != DataType.FLOAT32 && arrays.containsKey(bias)) {
        arrange(bias, Kernel.PLAIN, 1, precision);
      }
    }
  }
}
