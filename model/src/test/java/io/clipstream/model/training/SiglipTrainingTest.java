package io.clipstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.Precision;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.testing.Errors;
import io.clipstream.model.testing.TestModels;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A model with a bias of its own learns by either objective. {@link OddGradientsTest} holds the
 * gradients of its towers against slopes.
 */
class SiglipTrainingTest {
  private static final ClipConfig SIGLIP = TestModels.siglip();
  private static final Objective SIGMOID = new Objective.Sigmoid(OptionalDouble.empty());
  private static final float BIAS = -1.25f;

  private static Weights weights() {
    Weights weights = TestModels.random(SIGLIP, 1);
    set(weights.get("logit_bias"), BIAS);
    return weights;
  }

  private static void set(NDArray number, float value) {
    try (NDArray other = number.getManager().full(number.getShape(), value)) {
      other.copyTo(number);
    }
  }

  private static Learner learner(Weights weights, int chunk, Objective objective) {
    return new Learner(SIGLIP, weights, Batches.SETTINGS, chunk, Precision.FP32, objective);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 8})
  void theSigmoidBeginsWithTheModelsOwnBiasAndTeachesIt(int chunk) {
    try (Weights weights = weights();
        NDManager scope = weights.manager().newSubManager();
        Learner learner = learner(weights, chunk, SIGMOID)) {
      List<PairBatch> batch = List.of(Batches.of(scope, SIGLIP, 8, 1));
      assertThat(learner.gradients(scope, batch)).containsKey("logit_bias");
      assertThat(weights.get("logit_bias").getFloat()).isEqualTo(BIAS);

      double first = learner.step(batch, 1e-3).loss();
      for (int step = 0; step < 60; step++) {
        learner.step(batch, 1e-3);
      }

      assertThat(learner.step(batch, 1e-3).loss()).isLessThan(first / 3);
      assertThat(weights.get("logit_bias").getFloat()).isNotEqualTo(BIAS);
    }
  }

  @Test
  void theSoftmaxTeachesTheTowersAndLeavesTheBias() {
    try (Weights weights = weights();
        NDManager scope = weights.manager().newSubManager();
        Learner learner = learner(weights, 3, new Objective.Softmax())) {
      List<PairBatch> batch = List.of(Batches.of(scope, SIGLIP, 8, 1));
      assertThat(learner.gradients(scope, batch)).doesNotContainKey("logit_bias");
      double first = learner.step(batch, 1e-3).loss();
      for (int step = 0; step < 60; step++) {
        learner.step(batch, 1e-3);
      }
      assertThat(learner.step(batch, 1e-3).loss()).isLessThan(first / 3);
      assertThat(weights.get("logit_bias").getFloat()).isEqualTo(BIAS);
    }
  }

  @Test
  void aReleasedScaleAboveAHundredStays() {
    try (Weights weights = weights();
        NDManager scope = weights.manager().newSubManager();
        Learner learner = learner(weights, 8, SIGMOID)) {
      set(weights.get("logit_scale"), 4.75f);
      double scale = learner.step(List.of(Batches.of(scope, SIGLIP, 8, 1)), 1e-9).logitScale();
      assertThat(scale).isCloseTo(Math.exp(4.75), within(1e-3));
    }
  }

  /** A type's own rounding is 4e-3 (BF16) and 5e-4 (FP16) a number. */
  @ParameterizedTest
  @CsvSource({"BF16, 0.2", "FP16, 0.02"})
  void gradientsIn16BitsAreThoseOfSinglePrecisionButForRounding(Precision type, double most) {
    try (Weights weights = weights();
        NDManager scope = weights.manager().newSubManager()) {
      List<PairBatch> batch = List.of(Batches.of(scope, SIGLIP, 8, 1));
      Map<String, NDArray> exact;
      try (Learner learner = learner(weights, 3, SIGMOID)) {
        exact = learner.gradients(scope, batch);
      }
      try (Learner learner = new Learner(SIGLIP, weights, Batches.SETTINGS, 3, type, SIGMOID)) {
        Map<String, NDArray> rounded = learner.gradients(scope, batch);
        exact.forEach(
            (name, gradient) ->
                assertThat(Errors.relative(rounded.get(name), gradient)).as(name).isLessThan(most));
      }
    }
  }
}
