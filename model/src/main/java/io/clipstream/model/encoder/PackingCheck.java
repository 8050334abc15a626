package io.clipstream.model.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModelException;
import io.clipstream.model.Precision;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What both towers make of a picture and a text with the weights as they were loaded, to be held
 * against what they make of them with packed ones.
 */
public final class PackingCheck {
  private static final int TOKENS = 8;

  /** The largest relative error of features, L2 over L2; other kernels round otherwise. */
  private static final double TOLERANCE = 1e-3;

  /** The same where numbers have 8 bits instead of 24. */
  private static final double TOLERANCE_OF_16_BITS = 0.1;

  private final Program program;
  private final ClipConfig config;
  private final NDManager manager;
  private final double tolerance;
  private final boolean needed;
  private float[] image = {};
  private float[] text = {};

  private PackingCheck(
      Program program, ClipConfig config, NDManager manager, double tolerance, boolean needed) {
    this.program = program;
    this.config = config;
    this.manager = manager;
    this.tolerance = tolerance;
    this.needed = needed;
  }

  /** Encodes with the weights as loaded; nothing if they stay so. */
  public static PackingCheck before(
      Program program, ClipConfig config, Weights weights, Precision precision, Kernels rule) {
    boolean fp32 = precision == Precision.FP32;
    PackingCheck check =
        new PackingCheck(
            program,
            config,
            weights.manager(),
            fp32 ? TOLERANCE : TOLERANCE_OF_16_BITS,
            !fp32 || rule != Kernels.PLAIN);
    if (check.needed) {
      check.image = check.image(weights.arrays());
      check.text = check.text(weights.arrays());
    }
    return check;
  }

  /**
   * @throws ModelException if the packed weights give something else
   */
  public void require(Map<String, NDArray> packed) {
    if (needed) {
      require("image", image, image(packed));
      require("text", text, text(packed));
    }
  }

  private void require(String tower, float[] plain, float[] packed) {
    double error = relativeError(packed, plain);
    if (!(error <= tolerance)) { // NaN is wrong too
      throw new ModelException(
          "packed weights give other %s features than plain ones: relative error %.2g, expected %s at most; set the option kernels, or the environment variable %s, to plain and start again"
              .formatted(tower, error, tolerance, Kernels.VARIABLE));
    }
  }

  private float[] image(Map<String, NDArray> weights) {
    int side = config.image().imageSize();
    float[] values = new float[3 * side * side];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-2, 2);
    }
    try (NDManager scope = manager.newSubManager()) {
      NDArray pixels = scope.create(values, new Shape(1, 3, side, side));
      return program.infer(scope, "image_features", pixels, weights).get(0).toFloatArray();
    }
  }

  private float[] text(Map<String, NDArray> weights) {
    int length = config.text().positions(Math.min(TOKENS, config.text().contextLength()));
    SplittableRandom random = new SplittableRandom(2);
    long[] ids = random.longs(length, 0, config.text().vocabularySize()).toArray();
    try (NDManager scope = manager.newSubManager()) {
      NDArray tokens = scope.create(ids, new Shape(1, length)).toType(DataType.INT64, false);
      return program.infer(scope, "text_features", tokens, weights).get(0).toFloatArray();
    }
  }

  private static double relativeError(float[] found, float[] expected) {
    double squares = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      squares += Math.pow(found[i] - expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return squares == 0 ? 0 : Math.sqrt(squares / norm);
  }
}
