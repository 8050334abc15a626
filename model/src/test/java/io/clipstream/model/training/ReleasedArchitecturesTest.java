package io.clipstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.checkpoint.Architectures;
import io.clipstream.model.checkpoint.Layout;
import io.clipstream.model.encoder.GradientMode;
import io.clipstream.model.encoder.ParameterTable;
import io.clipstream.model.encoder.Program;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.testing.TestModels;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The released architectures at their own resolution, whole: forward, backward, and through the
 * layouts. The largest takes 10 GB: {@code mvn -Psoak -pl model -am test
 * -Dtest=ReleasedArchitecturesTest -Dtest.heap=2g}.
 */
class ReleasedArchitecturesTest {
  private static final int PAIRS = 2;

  @ParameterizedTest
  @CsvSource({"RN50, 224", "ViT-B/32, 224"})
  void theSmallestLearn(String name, int side) {
    requireLearns(name, side);
  }

  @Tag("soak")
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  @ParameterizedTest
  @CsvSource({
    "RN50, 224",
    "RN101, 224",
    "RN50x4, 288",
    "RN50x16, 384",
    "RN50x64, 448",
    "ViT-B/32, 224",
    "ViT-B/16, 224",
    "ViT-L/14, 224",
    "ViT-L/14@336, 336"
  })
  void allLearnAndComeBackFromTheLayouts(String name, int side) {
    requireLearns(name, side);
    requireComesBack(Architectures.named(name));
  }

  /** A small move against the gradients lowers the loss by about what they promise. */
  private static void requireLearns(String name, int side) {
    ClipConfig config = Architectures.named(name);
    assertThat(config.image().imageSize()).isEqualTo(side);
    long began = System.nanoTime();
    try (Weights weights = fresh(config);
        Program program = Program.load(weights.manager(), config);
        NDManager scope = weights.manager().newSubManager()) {
      weights.arrays().forEach((key, array) -> attach(array, ParameterTable.isTrained(key)));
      PairBatch batch = Batches.of(scope, config, PAIRS, 1);
      GradientCache cache =
          new GradientCache(program, scope, weights.arrays(), PAIRS, FineTuning.NONE);
      double before = cache.accumulate(batch, 1);
      double square = squareOfGradients(weights);
      assertThat(square).isFinite().isPositive();
      double promised = 0.01 * before;
      moveAgainstGradients(weights, promised / square);
      double after = cache.accumulate(batch, 1);
      assertThat(before - after).isBetween(0.5 * promised, 1.5 * promised);
      System.out.printf(
          Locale.ROOT,
          "%s at %d: loss %.5f, gradients of length %.3g, then %.5f, %.1f s%n",
          name,
          side,
          before,
          Math.sqrt(square),
          after,
          (System.nanoTime() - began) / 1e9);
      weights.arrays().values().forEach(array -> attach(array, false));
    }
  }

  /** As a training begins, but with residual branches that say something. */
  private static Weights fresh(ClipConfig config) {
    NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    Weights weights = Initialisation.of(config, 1, manager);
    weights
        .arrays()
        .forEach(
            (name, array) -> {
              if (name.matches(".*\\.layer\\d\\.\\d+\\.bn3\\.weight")) {
                try (NDArray gain = manager.full(array.getShape(), 0.2f)) {
                  gain.copyTo(array);
                }
              }
            });
    return weights;
  }

  private static void attach(NDArray array, boolean trained) {
    JniUtils.attachGradient((PtNDArray) array, trained);
  }

  /** Every matrix and kernel takes part. */
  private static double squareOfGradients(Weights weights) {
    GradientMode.off();
    double sum = 0;
    for (Map.Entry<String, NDArray> entry : weights.arrays().entrySet()) {
      if (ParameterTable.isTrained(entry.getKey())) {
        try (NDArray gradient = JniUtils.getGradient((PtNDArray) entry.getValue());
            NDArray square = gradient.square();
            NDArray total = square.sum()) {
          if (gradient.getShape().dimension() > 1) {
            assertThat(total.getFloat()).as(entry.getKey()).isPositive();
          }
          sum += total.getFloat();
        }
      }
    }
    return sum;
  }

  private static void moveAgainstGradients(Weights weights, double by) {
    weights
        .arrays()
        .forEach(
            (name, array) -> {
              if (ParameterTable.isTrained(name)) {
                try (NDArray gradient = JniUtils.getGradient((PtNDArray) array);
                    NDArray factor = array.getManager().full(new Shape(), (float) by);
                    NDArray move = gradient.mul(factor)) {
                  array.subi(move);
                }
              }
            });
  }

  private static void requireComesBack(ClipConfig config) {
    try (Weights weights = TestModels.random(config, 2)) {
      for (Layout layout : Layout.values()) {
        if (layout == Layout.OPEN_CLIP || layout == Layout.of(config)) {
          try (NDManager scope = weights.manager().newSubManager()) {
            Map<String, NDArray> back =
                layout.fromLayout(config, layout.toLayout(config, weights.arrays(), scope), scope);
            assertThat(back.keySet()).isEqualTo(weights.arrays().keySet());
            back.forEach(
                (name, array) ->
                    assertThat(array.contentEquals(weights.get(name))).as(name).isTrue());
          }
        }
      }
    }
  }
}
