package io.clipstream.model.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.clipstream.model.ModifiedResNet;
import io.clipstream.model.Precision;
import java.util.regex.Pattern;

/**
 * Folds a ResNet's batch norms into the convolutions before them, and packs those: by one point as
 * products, the others for pictures whose channels are innermost.
 */
record FoldedResNet(PackedWeights weights, ModifiedResNet tower) {
  /** Exact in any case: what is lost here, all that follows makes more of. */
  private static final Pattern FIRST = Pattern.compile("^visual\\.(conv|layer1)");

  void fold() {
    int side = tower.imageSize();
    fold("visual.conv1", "visual.bn1", 2, side);
    fold("visual.conv2", "visual.bn2", 1, side / 2);
    fold("visual.conv3", "visual.bn3", 1, side / 2);
    for (int stage = 0; stage < 4; stage++) {
      for (int block = 0; block < tower.layers().get(stage); block++) {
        // A stage's first block halves the picture behind its second convolution.
        int in = stage > 0 && block == 0 ? stage - 1 : stage;
        bottleneck("visual.layer" + (stage + 1) + "." + block + ".", side / 4 >> in, block == 0);
      }
    }
  }

  private void bottleneck(String prefix, int side, boolean first) {
    for (int i = 1; i <= 3; i++) {
      fold(prefix + "conv" + i, prefix + "bn" + i, 1, side);
    }
    if (first) {
      fold(prefix + "downsample.0", prefix + "downsample.1", 1, side);
    }
  }

  private void fold(String convolution, String norm, long stride, long side) {
    String kernel = convolution + ".weight";
    NDList folded =
        weights.infer(
            "fold",
            weights.get(kernel),
            weights.get(norm + ".weight"),
            weights.get(norm + ".bias"),
            weights.get(norm + ".running_mean"),
            weights.get(norm + ".running_var"));
    weights.put(kernel, folded.get(0));
    weights.put(convolution + ".bias", folded.get(1));
    for (String part : new String[] {"weight", "bias", "running_mean", "running_var"}) {
      weights.drop(norm + "." + part);
    }
    Precision type = FIRST.matcher(kernel).find() ? Precision.FP32 : weights.precision();
    if (weights.get(kernel).getShape().get(2) == 1) {
      weights.arrange(kernel, Kernel.PACKED_FOR_MANY, 1, type);
    } else {
      arrange(kernel, type, stride, side);
    }
  }

  private void arrange(String kernel, Precision type, long stride, long side) {
    NDArray stored = weights.get(kernel);
    weights.put(
        kernel, weights.infer("arrange_kernel", stored, type.torchType(), stride, side).get(0));
  }
}
