package io.clipstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.encoder.ParameterTable;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.testing.OddOpenModels;
import io.clipstream.model.testing.TestModels;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Towers with options of OpenCLIP's learn. {@link OddGradientsTest} holds their gradients against
 * slopes.
 */
class OpenTrainingTest {
  static Stream<Named<ClipConfig>> architectures() {
    return OddOpenModels.all();
  }

  private static ClipConfig withFixedPositions() {
    return architectures()
        .map(Named::getPayload)
        .filter(config -> ParameterTable.of(config).containsKey(ParameterTable.FIXED_POSITIONS))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void aStepChangesEveryParameterButFixedPositions(ClipConfig config) {
    try (Weights weights = TestModels.random(config, 1);
        NDManager scope = weights.manager().newSubManager();
        Learner learner = Batches.learner(config, weights, 3)) {
      Map<String, float[]> before = new HashMap<>();
      weights.arrays().forEach((name, array) -> before.put(name, array.toFloatArray()));
      List<PairBatch> batch = List.of(Batches.of(scope, config, 8, 1));

      double first = learner.step(batch, 1e-3).loss();

      weights
          .arrays()
          .forEach(
              (name, array) -> {
                boolean learnt = learner.learned().containsKey(name) && isLearnt(name, config);
                boolean same = Arrays.equals(array.toFloatArray(), before.get(name));
                assertThat(same).as(name).isEqualTo(!learnt);
              });
      for (int step = 0; step < 60; step++) {
        learner.step(batch, 1e-3);
      }
      assertThat(learner.step(batch, 1e-3).loss()).isLessThan(first / 2);
    }
  }

  /** The softmax leaves a bias of the model's as it is. */
  private static boolean isLearnt(String name, ClipConfig config) {
    return ParameterTable.isTrained(name) && !name.equals(Objective.BIAS);
  }

  @Test
  void gainsBeginSmallAndFixedPositionsAreSinesAndCosinesOfColumnAndRow() {
    ClipConfig config = withFixedPositions();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Weights weights = Initialisation.of(config, 1, manager.newSubManager())) {
      assertThat(weights.get("visual.transformer.resblocks.1.ls_2.gamma").toFloatArray())
          .containsOnly(1e-3f);
      NDArray positions = weights.get(ParameterTable.FIXED_POSITIONS); // [1 + 7 * 7, 12]
      assertThat(positions.get(0).toFloatArray()).containsOnly(0);
      float[] found = positions.get(1 + 2 * 7 + 5).toFloatArray(); // row 2, column 5
      double[] waves = {1, Math.pow(10000, -1 / 3.0), Math.pow(10000, -2 / 3.0)};
      for (int i = 0; i < 3; i++) {
        assertThat((double) found[i]).isCloseTo(Math.sin(5 * waves[i]), within(1e-6));
        assertThat((double) found[3 + i]).isCloseTo(Math.cos(5 * waves[i]), within(1e-6));
        assertThat((double) found[6 + i]).isCloseTo(Math.sin(2 * waves[i]), within(1e-6));
        assertThat((double) found[9 + i]).isCloseTo(Math.cos(2 * waves[i]), within(1e-6));
      }
    }
  }

  @Test
  void fixedPositionsFitAnotherResolution() {
    ClipConfig config = withFixedPositions();
    ClipConfig larger = OtherResolution.of(config, 30);
    try (Weights weights =
        OtherResolution.of(TestModels.random(config, 1), config.image(), larger)) {
      assertThat(weights.get(ParameterTable.FIXED_POSITIONS).getShape().get(0)).isEqualTo(101);
    }
  }
}
