package io.clipstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.encoder.ParameterTable;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.testing.Errors;
import io.clipstream.model.testing.TestModels;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdamWTest {
  private static final int STEPS = 20;
  private static final ClipConfig VIT = TestModels.vit();

  /** With a limit of 1 some of these steps are clipped and, without one, none. */
  @ParameterizedTest
  @ValueSource(doubles = {1, Double.POSITIVE_INFINITY})
  void twentyStepsEqualThoseOfDoublePrecision(double limit) {
    OptimiserSettings settings = new OptimiserSettings(0.9, 0.98, 1e-6, 0.2, limit);
    try (Weights weights = TestModels.random(VIT, 1);
        Learner learner = new Learner(VIT, weights, settings, 8)) {
      Map<String, double[]> before = new HashMap<>();
      Map<String, Fp64AdamW> exact = new LinkedHashMap<>();
      weights
          .arrays()
          .forEach(
              (name, array) -> {
                boolean decays = array.getShape().dimension() >= 2;
                before.put(name, Errors.doubles(array));
                exact.put(name, new Fp64AdamW(settings, decays, Errors.doubles(array)));
              });
      int clipped = 0;
      for (int step = 1; step <= STEPS; step++) {
        clipped += step(learner, weights, exact, limit, step) < 1 ? 1 : 0;
      }
      assertThat(clipped > 0).isEqualTo(limit == 1);
      exact.forEach((name, e) -> requireMovedAlike(name, before.get(name), weights.get(name), e));
    }
  }

  private static double step(
      Learner learner, Weights weights, Map<String, Fp64AdamW> exact, double limit, int step) {
    try (NDManager scope = weights.manager().newSubManager()) {
      List<PairBatch> batch = List.of(Batches.of(scope, VIT, 8, step));
      double rate = 1e-2 / step;
      Map<String, NDArray> gradients = learner.gradients(scope, batch);
      double norm = length(gradients);
      double clip = Math.min(1, limit / norm);
      gradients.forEach((name, g) -> exact.get(name).step(Errors.doubles(g), clip, rate));
      double reported = learner.step(batch, rate).gradientNorm();
      assertThat(reported).isCloseTo(norm, within(1e-5 * norm));
      return clip;
    }
  }

  private static double length(Map<String, NDArray> gradients) {
    double square = 0;
    for (NDArray gradient : gradients.values()) {
      for (double g : Errors.doubles(gradient)) {
        square += g * g;
      }
    }
    return Math.sqrt(square);
  }

  private static void requireMovedAlike(
      String name, double[] before, NDArray after, Fp64AdamW exact) {
    double[] moved = Errors.doubles(after);
    double[] expected = exact.weights();
    for (int i = 0; i < before.length; i++) {
      moved[i] -= before[i];
      expected[i] -= before[i];
    }
    assertThat(Errors.relative(moved, expected)).as("movement of " + name).isLessThan(1e-3);
  }

  @Test
  void onlyMatricesAndLargerArraysDecay() {
    try (Weights weights = TestModels.random(TestModels.resNet(), 1)) {
      weights
          .arrays()
          .forEach(
              (name, array) ->
                  assertThat(AdamW.decays(name, array))
                      .as(name)
                      .isEqualTo(
                          !name.matches(
                              "logit_scale|.*class_embedding|.*bias|.*(ln_\\w+|bn\\d)\\.weight"
                                  + "|.*downsample\\.1\\.weight|.*running_\\w+")));
    }
  }

  @Test
  void runningStatisticsAreNotTrained() {
    assertThat(ParameterTable.of(TestModels.resNet()).keySet())
        .filteredOn(name -> !ParameterTable.isTrained(name))
        .isNotEmpty()
        .allMatch(name -> name.contains("running_"));
  }
}
