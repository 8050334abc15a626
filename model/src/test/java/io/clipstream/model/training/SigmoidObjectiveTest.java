package io.clipstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.Precision;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.testing.Errors;
import io.clipstream.model.testing.LoadedModel;
import io.clipstream.model.testing.TestInputs;
import io.clipstream.model.testing.TestModels;
import io.clipstream.schemas.SettingException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pairwise sigmoid loss, its gradients, its bias, and that it teaches. */
class SigmoidObjectiveTest {
  private static final ClipConfig VIT = TestModels.vit();
  private static final int N = 11;
  private static final int E = 6;

  private final SplittableRandom random = new SplittableRandom(3);
  private final double[] images = unitRows();
  private final double[] texts = unitRows();
  private double logScale = 1.5f;
  private double bias = -2.5f;

  private double[] unitRows() {
    double[] rows = new double[N * E];
    for (int row = 0; row < N; row++) {
      double[] values = random.doubles(E, -1, 1).toArray();
      double length = Math.sqrt(Arrays.stream(values).map(v -> v * v).sum());
      for (int e = 0; e < E; e++) {
        rows[row * E + e] = (float) (values[e] / length);
      }
    }
    return rows;
  }

  /** The definition: -1/N times the sum of log sigmoid(z (t s + b)) over all pairs of pairs. */
  private double definition(long[] groups) {
    double sum = 0;
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < N; j++) {
        double logit = bias;
        for (int e = 0; e < E; e++) {
          logit += Math.exp(logScale) * images[i * E + e] * texts[j * E + e];
        }
        double z = groups[i] == groups[j] ? 1 : -1;
        sum += Math.log1p(Math.exp(-z * logit));
      }
    }
    return sum / N;
  }

  @ParameterizedTest
  @CsvSource({
    "0 1 2 3 4 5 6 7 8 9 10, 11",
    "0 1 2 3 4 5 6 7 8 9 10, 4",
    "7 1 7 1 2 3 7 9 9 5 6, 1024",
    "7 1 7 1 2 3 7 9 9 5 6, 3",
    "1 1 1 1 1 1 1 1 1 1 1, 1"
  })
  void lossAndGradientsEqualTheDefinition(String groupsText, int rows) {
    long[] groups = Arrays.stream(groupsText.split(" ")).mapToLong(Long::parseLong).toArray();
    try (LoadedModel model = LoadedModel.of(VIT);
        NDManager scope = model.scope()) {
      NDList found =
          model
              .program()
              .train(
                  scope,
                  "pairwise_loss",
                  array(scope, images),
                  array(scope, texts),
                  scope.full(new Shape(), (float) logScale),
                  scope.full(new Shape(), (float) bias),
                  scope.create(groups),
                  scope.create((long) rows));
      double expected = definition(groups);
      assertThat((double) found.get(0).getFloat()).isCloseTo(expected, within(1e-5 * expected));
      assertThat(Errors.relative(found.get(1), slopes(images, groups))).isLessThan(1e-5);
      assertThat(Errors.relative(found.get(2), slopes(texts, groups))).isLessThan(1e-5);
      assertThat((double) found.get(3).getFloat()).isCloseTo(scaleSlope(groups), within(1e-5));
      assertThat((double) found.get(4).getFloat()).isCloseTo(biasSlope(groups), within(1e-5));
    }
  }

  private static NDArray array(NDManager scope, double[] rows) {
    float[] values = new float[rows.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) rows[i];
    }
    return scope.create(values, new Shape(N, E));
  }

  private double[] slopes(double[] which, long[] groups) {
    double[] slopes = new double[which.length];
    for (int i = 0; i < slopes.length; i++) {
      int at = i;
      double kept = which[i];
      slopes[i] = slope(h -> which[at] = kept + h, () -> definition(groups));
      which[i] = kept;
    }
    return slopes;
  }

  private double scaleSlope(long[] groups) {
    double kept = logScale;
    double slope = slope(h -> logScale = kept + h, () -> definition(groups));
    logScale = kept;
    return slope;
  }

  private double biasSlope(long[] groups) {
    double kept = bias;
    double slope = slope(h -> bias = kept + h, () -> definition(groups));
    bias = kept;
    return slope;
  }

  private static double slope(java.util.function.DoubleConsumer moved, DoubleSupplier loss) {
    moved.accept(1e-5);
    double above = loss.getAsDouble();
    moved.accept(-1e-5);
    return (above - loss.getAsDouble()) / 2e-5;
  }

  private static Learner learner(Weights weights, int chunk, Objective objective) {
    return new Learner(VIT, weights, Batches.SETTINGS, chunk, Precision.FP32, objective);
  }

  @Test
  void aBatchInChunksHasTheLossAndGradientsOfTheWholeBiasAndAll() {
    try (Weights weights = TestModels.random(VIT, 1);
        NDManager scope = weights.manager().newSubManager()) {
      PairBatch own = Batches.of(scope, VIT, 13, 1);
      NDArray groups = TestInputs.groups(scope, 0, 1, 0, 3, 3, 3, 6, 7, 8, 9, 10, 0, 12);
      List<PairBatch> batch = List.of(new PairBatch(own.pixels(), own.ids(), groups));
      Objective objective = new Objective.Sigmoid(OptionalDouble.of(-3));
      try (Learner whole = learner(weights, 13, objective);
          Learner chunked = learner(weights, 5, objective)) {
        Map<String, NDArray> expected = whole.gradients(scope, batch);
        Map<String, NDArray> found = chunked.gradients(scope, batch);
        assertThat(found.keySet()).isEqualTo(expected.keySet()).contains("logit_bias");
        expected.forEach(
            (name, gradient) ->
                assertThat(Errors.relative(found.get(name), gradient)).as(name).isLessThan(1e-4));
        double one = whole.step(batch, 1e-9).loss();
        assertThat(chunked.step(batch, 1e-9).loss()).isCloseTo(one, within(1e-4 * one));
      }
    }
  }

  @Test
  void withoutABiasItBeginsWithTheOddsOfTheSoftmax() {
    try (Weights weights = TestModels.random(VIT, 1);
        NDManager scope = weights.manager().newSubManager()) {
      PairBatch batch = Batches.of(scope, VIT, 16, 1);
      double expected = -meanOfNegatives(logits(scope, weights, batch));
      try (Learner learner = learner(weights, 5, new Objective.Sigmoid(OptionalDouble.empty()))) {
        learner.step(List.of(batch), 1e-9);
        double found = learner.learned().get("logit_bias").getFloat();
        assertThat(found).isCloseTo(expected, within(1e-3));
      }
    }
  }

  /** [N, N] */
  private static float[][] logits(NDManager scope, Weights weights, PairBatch batch) {
    try (Learner learner = Batches.learner(VIT, weights, 64)) {
      NDArray one = scope.create(1);
      NDList unit =
          learner
              .program()
              .train(scope, "embed", batch.pixels(), batch.ids(), weights.arrays(), one);
      NDArray scale =
          scope.full(new Shape(), (float) Math.exp(weights.get("logit_scale").getFloat()));
      float[] flat = unit.get(0).matMul(unit.get(1).transpose()).mul(scale).toFloatArray();
      float[][] rows = new float[batch.size()][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = Arrays.copyOfRange(flat, i * rows.length, (i + 1) * rows.length);
      }
      return rows;
    }
  }

  /** The mean over the rows of log sum exp of what is off the diagonal. */
  private static double meanOfNegatives(float[][] logits) {
    double mean = 0;
    for (int i = 0; i < logits.length; i++) {
      double sum = 0;
      for (int j = 0; j < logits.length; j++) {
        sum += i == j ? 0 : Math.exp(logits[i][j]);
      }
      mean += Math.log(sum) / logits.length;
    }
    return mean;
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 12})
  void learnsAFewPairsByHeart(int chunk) {
    try (Weights weights = TestModels.random(VIT, 1);
        NDManager scope = weights.manager().newSubManager();
        Learner learner = learner(weights, chunk, new Objective.Sigmoid(OptionalDouble.empty()))) {
      List<PairBatch> batch = List.of(Batches.of(scope, VIT, 12, 1));
      double first = learner.step(batch, 1e-3).loss();
      double bias = learner.learned().get("logit_bias").getFloat();
      for (int i = 0; i < 80; i++) {
        learner.step(batch, 1e-3);
      }
      double last = learner.step(batch, 1e-3).loss();
      System.out.println("sigmoid, 12 pairs: " + first + " to " + last);
      assertThat(last).isLessThan(first / 5);
      assertThat((double) learner.learned().get("logit_bias").getFloat()).isNotEqualTo(bias);
    }
  }

  @Test
  void anObjectiveOfAnotherNameIsRefused() {
    assertThat(Objective.named("softmax", OptionalDouble.of(1))).isEqualTo(new Objective.Softmax());
    assertThatThrownBy(() -> Objective.named("hinge", OptionalDouble.empty()))
        .isInstanceOf(SettingException.class)
        .hasMessage("objective is 'hinge', expected softmax or sigmoid");
  }
}
