package io.clipstream.model.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.testing.Errors;
import io.clipstream.model.testing.Fp64Encoder;
import io.clipstream.model.testing.LoadedModel;
import io.clipstream.model.testing.OddModels;
import io.clipstream.model.testing.TestInputs;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds both encoders against plain loops in double precision, at shapes and batch sizes for which
 * the engine's libraries choose among many kernels, and not always a right one.
 */
class OddShapesTest {
  private static final double TOLERANCE = 1e-5;
  private static final int LARGEST = Collections.max(OddModels.BATCHES);

  static Stream<Named<ClipConfig>> architectures() {
    return OddModels.all();
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void featuresOfPicturesEqualThoseOfDoublePrecisionInEveryBatchAndLayout(ClipConfig config) {
    try (LoadedModel model = LoadedModel.of(config);
        NDManager scope = model.scope()) {
      Fp64Encoder exact = new Fp64Encoder(config, model.weights().arrays());
      NDArray pixels = TestInputs.pixels(scope, config, LARGEST, 1);
      double[][] expected = new double[LARGEST][];
      for (int row = 0; row < LARGEST; row++) {
        expected[row] = exact.image(Errors.doubles(pixels.get(row)));
      }
      for (int n : OddModels.BATCHES) {
        NDArray planes = pixels.get(":" + n);
        requireEqual(model.infer(scope, "image_features", planes), expected, n);
        NDArray innermost = TestInputs.channelsInnermost(planes);
        requireEqual(model.infer(scope, "image_features", innermost), expected, n);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void featuresOfTextsEqualThoseOfDoublePrecisionInEveryBatch(ClipConfig config) {
    try (LoadedModel model = LoadedModel.of(config);
        NDManager scope = model.scope()) {
      Fp64Encoder exact = new Fp64Encoder(config, model.weights().arrays());
      NDArray ids = TestInputs.ids(scope, config, LARGEST, config.text().contextLength(), 2);
      double[][] expected = new double[LARGEST][];
      for (int row = 0; row < LARGEST; row++) {
        expected[row] = exact.text(ids.get(row).toLongArray());
      }
      for (int n : OddModels.BATCHES) {
        requireEqual(model.infer(scope, "text_features", ids.get(":" + n)), expected, n);
      }
    }
  }

  private static void requireEqual(NDArray found, double[][] expected, int n) {
    for (int row = 0; row < n; row++) {
      assertThat(Errors.relative(found.get(row), expected[row]))
          .as("picture or text %d of %d", row, n)
          .isLessThan(TOLERANCE);
    }
  }
}
