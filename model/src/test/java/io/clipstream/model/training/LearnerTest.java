package io.clipstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModelException;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.testing.Errors;
import io.clipstream.model.testing.TestInputs;
import io.clipstream.model.testing.TestModels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LearnerTest {
  private static final ClipConfig VIT = TestModels.vit();

  @ParameterizedTest
  @ValueSource(ints = {3, 12})
  void learnsAFewPairsByHeart(int chunk) {
    try (Weights weights = TestModels.random(VIT, 1);
        Learner learner = Batches.learner(VIT, weights, chunk);
        NDManager scope = weights.manager().newSubManager()) {
      List<PairBatch> batch = List.of(Batches.of(scope, VIT, 12, 1));
      double first = learner.step(batch, 1e-3).loss();
      for (int i = 0; i < 80; i++) {
        learner.step(batch, 1e-3);
      }
      assertThat(learner.step(batch, 1e-3).loss()).isLessThan(first / 10);
    }
  }

  @ParameterizedTest
  @CsvSource({"4.7, 100", "-0.5, 1", "3, 20.085537"})
  void theLogitScaleStaysBetween1And100(float logarithm, double scale) {
    try (Weights weights = TestModels.random(VIT, 1);
        NDManager scope = weights.manager().newSubManager()) {
      NDArray logitScale = weights.get("logit_scale");
      logitScale.addi(scope.full(new Shape(), logarithm - logitScale.getFloat()));
      try (Learner learner = Batches.learner(VIT, weights, 8)) {
        Learner.Report report = learner.step(List.of(Batches.of(scope, VIT, 4, 1)), 1e-7);
        assertThat(report.logitScale()).isCloseTo(scale, within(scale * 1e-5));
        double kept = Math.exp(weights.get("logit_scale").getFloat());
        assertThat(kept).isEqualTo(report.logitScale());
      }
    }
  }

  @Test
  void aBatchThatDoesNotFitChangesNothingAndTheNextStepIsAsIfItHadNotBeen() {
    try (Weights tried = TestModels.random(VIT, 1);
        Weights untried = TestModels.random(VIT, 1);
        NDManager scope = tried.manager().newSubManager();
        Learner learner = Batches.learner(VIT, tried, 4);
        Learner other = Batches.learner(VIT, untried, 4)) {
      PairBatch good = Batches.of(scope, VIT, 6, 1);
      PairBatch wrong = replacePixels(good, scope.ones(new Shape(6, 3, 40, 40)));
      assertThatThrownBy(() -> learner.step(List.of(good, wrong), 1e-3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("(6, 3, 40, 40)")
          .hasMessageContaining("expected (6, 3, 32, 32)");
      requireEqual(tried, untried);
      assertThat(learner.step(List.of(good), 1e-3)).isEqualTo(other.step(List.of(good), 1e-3));
      requireEqual(tried, untried);
    }
  }

  @Test
  void aBatchThatTheEngineRefusesLeavesNoGradients() {
    try (Weights tried = TestModels.random(VIT, 1);
        Weights untried = TestModels.random(VIT, 1);
        NDManager scope = tried.manager().newSubManager();
        Learner learner = Batches.learner(VIT, tried, 4);
        Learner other = Batches.learner(VIT, untried, 4)) {
      PairBatch good = Batches.of(scope, VIT, 6, 1);
      NDArray unknown = scope.full(new Shape(6, 3), 1000, DataType.INT64);
      PairBatch wrong = new PairBatch(good.pixels(), unknown, good.groups());
      assertThatThrownBy(() -> learner.step(List.of(good, wrong), 1e-3))
          .hasMessageContaining("index out of range");
      assertThat(learner.step(List.of(good), 1e-3)).isEqualTo(other.step(List.of(good), 1e-3));
    }
  }

  @Test
  void gradientsThatAreNoNumbersStopTheStepBeforeTheySpoilTheWeights() {
    try (Weights tried = TestModels.random(VIT, 1);
        Weights untried = TestModels.random(VIT, 1);
        NDManager scope = tried.manager().newSubManager();
        Learner learner = Batches.learner(VIT, tried, 4);
        Learner other = Batches.learner(VIT, untried, 4)) {
      PairBatch good = Batches.of(scope, VIT, 6, 1);
      PairBatch bad = replacePixels(good, scope.full(new Shape(6, 3, 32, 32), Float.NaN));
      assertThatThrownBy(() -> learner.step(List.of(bad), 1e-3))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("step 1 have length NaN");
      requireEqual(tried, untried);
      assertThat(learner.step(List.of(good), 1e-3)).isEqualTo(other.step(List.of(good), 1e-3));
      requireEqual(tried, untried);
    }
  }

  @Test
  void batchesOfOtherTypesAndSizesAreRefused() {
    try (Weights weights = TestModels.random(VIT, 1);
        Learner learner = Batches.learner(VIT, weights, 4);
        NDManager scope = weights.manager().newSubManager()) {
      PairBatch good = Batches.of(scope, VIT, 6, 1);
      NDArray five = TestInputs.ownGroups(scope, 5);
      NDArray levels = scope.ones(new Shape(6, 3, 32, 32), DataType.UINT8);
      NDArray longTexts = scope.ones(new Shape(6, 13), DataType.INT64);
      assertThatThrownBy(() -> new PairBatch(good.pixels(), good.ids(), five))
          .hasMessageContaining("groups (5)");
      assertThatThrownBy(() -> replacePixels(good, levels)).hasMessageContaining("uint8");
      PairBatch tooLong = new PairBatch(good.pixels(), longTexts, good.groups());
      assertThatThrownBy(() -> learner.step(List.of(tooLong), 1e-3))
          .hasMessageContaining("13 tokens, expected 1 to the context length 12");
      assertThatThrownBy(() -> learner.step(List.of(), 1e-3)).hasMessageContaining("no batches");
    }
  }

  private static PairBatch replacePixels(PairBatch batch, NDArray pixels) {
    return new PairBatch(pixels, batch.ids(), batch.groups());
  }

  private static void requireEqual(Weights found, Weights expected) {
    expected
        .arrays()
        .forEach(
            (name, array) ->
                assertThat(found.get(name).toFloatArray())
                    .as(name)
                    .containsExactly(array.toFloatArray()));
  }

  @Test
  void batchStatisticsEnterTheRunningOnesOnceAChunk() {
    ClipConfig config = TestModels.resNet();
    try (Weights chunked = TestModels.random(config, 1);
        Weights parts = TestModels.random(config, 1);
        NDManager scope = chunked.manager().newSubManager();
        Learner inChunks = Batches.learner(config, chunked, 4);
        Learner whole = Batches.learner(config, parts, 8)) {
      PairBatch batch = Batches.of(scope, config, 8, 1);
      double[] before = Errors.doubles(parts.get("visual.bn1.running_mean"));
      inChunks.gradients(scope, List.of(batch));
      whole.gradients(scope, List.of(part(batch, "0:4")));
      whole.gradients(scope, List.of(part(batch, "4:8")));

      for (Map.Entry<String, NDArray> entry : running(parts).entrySet()) {
        NDArray found = chunked.get(entry.getKey());
        assertThat(Errors.relative(found, entry.getValue())).as(entry.getKey()).isLessThan(1e-5);
      }
      assertThat(Errors.relative(parts.get("visual.bn1.running_mean"), before)).isPositive();
    }
  }

  private static PairBatch part(PairBatch batch, String rows) {
    return new PairBatch(batch.pixels().get(rows), batch.ids().get(rows), batch.groups().get(rows));
  }

  private static Map<String, NDArray> running(Weights weights) {
    return weights.arrays().entrySet().stream()
        .filter(entry -> entry.getKey().contains("running_"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Test
  void aThreadOfItsOwnLearnsTheSameAndIsLeftWithoutGradients() throws Exception {
    try (Weights here = TestModels.random(VIT, 1);
        Weights there = TestModels.random(VIT, 1);
        NDManager scope = here.manager().newSubManager()) {
      PairBatch batch = Batches.of(scope, VIT, 10, 1);
      List<Boolean> records = new ArrayList<>();
      Thread thread =
          new Thread(
              () -> {
                steps(there, batch);
                records.add(JniUtils.isGradMode());
              });
      thread.start();
      steps(here, batch);
      thread.join();
      requireEqual(there, here);
      assertThat(records).containsExactly(false);
    }
  }

  private static void steps(Weights weights, PairBatch batch) {
    try (Learner learner = Batches.learner(VIT, weights, 4)) {
      for (int i = 0; i < 5; i++) {
        learner.step(List.of(batch), 1e-3);
      }
    }
  }

  @Test
  void closingLeavesWeightsThatRecordNothingAndNoArraysBeside() {
    try (Weights weights = TestModels.random(VIT, 1)) {
      int before = weights.manager().getManagedArrays().size();
      try (NDManager scope = weights.manager().newSubManager()) {
        steps(weights, Batches.of(scope, VIT, 10, 1));
      }
      assertThat(weights.manager().getManagedArrays()).hasSize(before);
      assertThat(weights.arrays().values())
          .noneMatch(array -> JniUtils.requiresGrad((PtNDArray) array));
    }
  }
}
