package io.clipstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.Precision;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.testing.Errors;
import io.clipstream.model.testing.Fp64Encoder;
import io.clipstream.model.testing.TestModels;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Predicting captions: losses against their definitions, gradients against the losses' slopes. */
class CaptioningTest {
  private static final ClipConfig VIT = TestModels.vit();
  private static final int PAIRS = 7;

  private static Learner learner(Weights weights, int chunk, Captioning objective) {
    return new Learner(VIT, weights, Batches.SETTINGS, chunk, Precision.FP32, objective);
  }

  private static double loss(Learner learner, PairBatch batch) {
    CaptionGradients gradients =
        new CaptionGradients(learner.program(), batch.ids().getManager(), learner.learned(), PAIRS);
    double loss = gradients.accumulate(batch, 1);
    gradients.clear();
    return loss;
  }

  @ParameterizedTest
  @EnumSource(Captioning.class)
  void theLossEqualsItsDefinitionInDoublePrecision(Captioning objective) {
    try (Weights weights = TestModels.random(VIT, 1);
        NDManager scope = weights.manager().newSubManager();
        Learner learner = learner(weights, PAIRS, objective)) {
      PairBatch batch = Batches.of(scope, VIT, PAIRS, 1);
      double expected = definition(objective, weights, learner.learned(), batch);
      assertThat(loss(learner, batch)).isCloseTo(expected, within(1e-5 * expected));
    }
  }

  private static double definition(
      Captioning objective, Weights weights, Map<String, NDArray> learned, PairBatch batch) {
    Fp64Encoder encoder = new Fp64Encoder(VIT, weights.arrays());
    double[] pixels = Errors.doubles(batch.pixels());
    long[] ids = batch.ids().toLongArray();
    int length = ids.length / PAIRS;
    double loss = 0;
    for (int i = 0; i < PAIRS; i++) {
      double[] features =
          encoder.image(
              Arrays.copyOfRange(
                  pixels, i * pixels.length / PAIRS, (i + 1) * pixels.length / PAIRS));
      long[] own = Arrays.copyOfRange(ids, i * length, (i + 1) * length);
      loss -=
          switch (objective) {
            case BAG_OF_WORDS -> meanOfWords(features, learned, own);
            case LANGUAGE_MODEL ->
                encoder.likelihood(
                    product(features, Errors.doubles(learned.get("caption.prefix"))), own);
          };
    }
    return loss / PAIRS;
  }

  /** The mean log-probability of the distinct words between the first token and the end token. */
  private static double meanOfWords(double[] features, Map<String, NDArray> learned, long[] ids) {
    double[] matrix = Errors.doubles(learned.get("caption.words.weight")); // [V, E]
    double[] logits = Errors.doubles(learned.get("caption.words.bias"));
    double sum = 0;
    for (int v = 0; v < logits.length; v++) {
      for (int e = 0; e < features.length; e++) {
        logits[v] += matrix[v * features.length + e] * features[e];
      }
      sum += Math.exp(logits[v]);
    }
    double normaliser = Math.log(sum);
    long end = Arrays.stream(ids).max().orElseThrow();
    return Arrays.stream(ids)
        .skip(1)
        .takeWhile(id -> id != end)
        .distinct()
        .mapToDouble(id -> logits[(int) id] - normaliser)
        .average()
        .orElse(0);
  }

  private static double[] product(double[] x, double[] matrix) {
    double[] y = new double[matrix.length / x.length];
    for (int i = 0; i < x.length; i++) {
      for (int o = 0; o < y.length; o++) {
        y[o] += x[i] * matrix[i * y.length + o];
      }
    }
    return y;
  }

  @ParameterizedTest
  @EnumSource(Captioning.class)
  void gradientsEqualTheSlopesOfTheLoss(Captioning objective) {
    try (Weights weights = TestModels.random(VIT, 1);
        NDManager scope = weights.manager().newSubManager();
        Learner learner = learner(weights, 3, objective)) {
      PairBatch batch = Batches.of(scope, VIT, PAIRS, 1);
      Map<String, NDArray> gradients = learner.gradients(scope, List.of(batch));
      assertThat(gradients.keySet()).containsAll(objective.head(VIT).keySet());
      gradients.forEach(
          (name, gradient) -> {
            double length = Math.sqrt(gradient.square().sum().getFloat());
            NDArray move = gradient.mul(scope.full(new Shape(), (float) (1e-2 / length)));
            NDArray array = learner.learned().get(name);
            double slope = slope(learner, batch, array, move) * length / 1e-2;
            assertThat(slope).as(name).isCloseTo(length * length, within(0.02 * length * length));
          });
    }
  }

  private static double slope(Learner learner, PairBatch batch, NDArray array, NDArray move) {
    array.addi(move);
    double above = loss(learner, batch);
    array.subi(move).subi(move);
    double below = loss(learner, batch);
    array.addi(move);
    return (above - below) / 2;
  }

  @ParameterizedTest
  @EnumSource(Captioning.class)
  void aBatchInChunksHasTheLossAndGradientsOfTheWhole(Captioning objective) {
    try (Weights weights = TestModels.random(VIT, 1);
        NDManager scope = weights.manager().newSubManager();
        Learner whole = learner(weights, PAIRS, objective);
        Learner chunked = learner(weights, 3, objective)) {
      List<PairBatch> batches =
          List.of(Batches.of(scope, VIT, PAIRS, 1), Batches.of(scope, VIT, PAIRS, 2));
      Map<String, NDArray> expected = whole.gradients(scope, batches);
      Map<String, NDArray> found = chunked.gradients(scope, batches);
      assertThat(found.keySet()).isEqualTo(expected.keySet());
      expected.forEach(
          (name, gradient) ->
              assertThat(Errors.relative(found.get(name), gradient)).as(name).isLessThan(1e-4));
      double one = whole.step(batches, 1e-9).loss();
      assertThat(chunked.step(batches, 1e-9).loss()).isCloseTo(one, within(1e-5 * one));
    }
  }

  @ParameterizedTest
  @EnumSource(Captioning.class)
  void learnsAFewPairsByHeartAndLeavesTheRestAsItWas(Captioning objective) {
    try (Weights before = TestModels.random(VIT, 1);
        Weights weights = TestModels.random(VIT, 1);
        NDManager scope = weights.manager().newSubManager();
        Learner learner = learner(weights, 5, objective)) {
      List<PairBatch> batch = List.of(Batches.of(scope, VIT, 12, 1));
      double first = learner.step(batch, 3e-3).loss();
      for (int i = 0; i < 100; i++) {
        learner.step(batch, 3e-3);
      }
      double last = learner.step(batch, 3e-3).loss();
      System.out.println(objective + ", 12 pairs: " + first + " to " + last);
      // A bag's loss ends at the logarithm of its words.
      assertThat(last).isLessThan(0.7 * first);
      before
          .arrays()
          .forEach(
              (name, array) ->
                  assertThat(array.contentEquals(weights.get(name)))
                      .as(name)
                      .isEqualTo(!objective.learns(name)));
    }
  }

  @Test
  void aBatchNormsStatisticsFollowTheBatches() {
    ClipConfig resNet = TestModels.resNet();
    try (Weights weights = TestModels.random(resNet, 1);
        NDManager scope = weights.manager().newSubManager();
        Learner learner =
            new Learner(
                resNet, weights, Batches.SETTINGS, 4, Precision.FP32, Captioning.BAG_OF_WORDS)) {
      NDArray mean = weights.get("visual.bn1.running_mean").duplicate();
      mean.attach(scope);
      double first = learner.step(List.of(Batches.of(scope, resNet, 4, 1)), 1e-3).loss();
      assertThat(first).isFinite().isPositive();
      assertThat(mean.contentEquals(weights.get("visual.bn1.running_mean"))).isFalse();
    }
  }
}
