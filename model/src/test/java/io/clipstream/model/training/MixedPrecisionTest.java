package io.clipstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.Precision;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.testing.Errors;
import io.clipstream.model.testing.TestModels;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Types of 16 bits are for CUDA; here the same programs run on the CPU. */
class MixedPrecisionTest {
  private static final ClipConfig VIT = TestModels.vit();

  private static final String DEEP = "visual.conv1.weight";
  private static final ClipConfig CONV_NEXT = TestModels.convNeXt();

  private static Learner learner(
      ClipConfig config, Weights weights, int chunk, Precision precision) {
    return new Learner(config, weights, Batches.SETTINGS, chunk, precision);
  }

  /** A type's own rounding is 4e-3 (BF16) and 5e-4 (FP16) a number. */
  @ParameterizedTest
  @CsvSource({
    "vit, BF16, 8, 0.2",
    "vit, BF16, 3, 0.2",
    "vit, FP16, 8, 0.02",
    "vit, FP16, 3, 0.02",
    "convNeXt, BF16, 3, 0.2",
    "convNeXt, FP16, 3, 0.02"
  })
  void gradientsAreThoseOfSinglePrecisionButForRounding(
      String family, Precision type, int chunk, double most) {
    ClipConfig config = family.equals("vit") ? VIT : CONV_NEXT;
    try (Weights weights = TestModels.random(config, 1);
        NDManager scope = weights.manager().newSubManager()) {
      PairBatch batch = Batches.of(scope, config, 8, 1);
      Map<String, NDArray> exact = gradients(scope, config, weights, batch, chunk, Precision.FP32);
      Map<String, NDArray> rounded = gradients(scope, config, weights, batch, chunk, type);

      assertThat(rounded).containsOnlyKeys(exact.keySet());
      exact.forEach(
          (name, gradient) -> {
            assertThat(rounded.get(name).getDataType()).isEqualTo(DataType.FLOAT32);
            double error = Errors.relative(rounded.get(name), gradient);
            assertThat(error).as(name).isLessThan(most);
          });
      assertThat(Errors.relative(rounded.get(DEEP), exact.get(DEEP)))
          .as("another type computes other digits")
          .isGreaterThan(1e-5);
    }
  }

  private static Map<String, NDArray> gradients(
      NDManager scope,
      ClipConfig config,
      Weights weights,
      PairBatch batch,
      int chunk,
      Precision precision) {
    try (Learner learner = learner(config, weights, chunk, precision)) {
      return learner.gradients(scope, List.of(batch));
    }
  }

  @ParameterizedTest
  @CsvSource({"BF16", "FP16"})
  void aFewPairsAreLearntByHeart(Precision type) {
    try (Weights weights = TestModels.random(VIT, 1);
        Learner learner = learner(VIT, weights, 4, type);
        NDManager scope = weights.manager().newSubManager()) {
      PairBatch batch = Batches.of(scope, VIT, 8, 1);
      double first = learner.step(List.of(batch), 1e-3).loss();
      double last = first;
      for (int step = 0; step < 60; step++) {
        last = learner.step(List.of(batch), 1e-3).loss();
      }
      assertThat(last).isLessThan(first / 3);
      assertThat(weights.get("visual.proj").getDataType()).isEqualTo(DataType.FLOAT32);
    }
  }
}
