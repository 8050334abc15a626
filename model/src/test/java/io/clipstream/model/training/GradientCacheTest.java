package io.clipstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.testing.Errors;
import io.clipstream.model.testing.TestInputs;
import io.clipstream.model.testing.TestModels;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GradientCacheTest {
  private static final double TOLERANCE = 1e-4;
  private static final ClipConfig VIT = TestModels.vit();

  @Test
  void aBatchInChunksHasTheLossAndGradientsOfTheWhole() {
    try (Weights weights = TestModels.random(VIT, 1);
        NDManager scope = weights.manager().newSubManager()) {
      PairBatch batch = Batches.of(scope, VIT, 1024, 1);
      Measured whole = measure(scope, weights, batch, 1024);
      Measured chunked = measure(scope, weights, batch, 64);
      assertThat(chunked.loss).isCloseTo(whole.loss, within(TOLERANCE * whole.loss));
      requireEqual(chunked.gradients, whole.gradients);
    }
  }

  @Test
  void theLastChunkMayBeSmallerAndPairsMayShareGroups() {
    try (Weights weights = TestModels.random(VIT, 1);
        NDManager scope = weights.manager().newSubManager()) {
      PairBatch own = Batches.of(scope, VIT, 13, 1);
      NDArray groups = TestInputs.groups(scope, 0, 1, 0, 3, 3, 3, 6, 7, 8, 9, 10, 0, 12);
      PairBatch batch = new PairBatch(own.pixels(), own.ids(), groups);
      Measured whole = measure(scope, weights, batch, 13);
      Measured chunked = measure(scope, weights, batch, 5);
      assertThat(chunked.loss).isCloseTo(whole.loss, within(TOLERANCE * whole.loss));
      requireEqual(chunked.gradients, whole.gradients);
      assertThat(whole.loss).isNotEqualTo(measure(scope, weights, own, 13).loss);
    }
  }

  @Test
  void sharesOfTwoBatchesAddUpToTheirMean() {
    try (Weights weights = TestModels.random(VIT, 1);
        NDManager scope = weights.manager().newSubManager()) {
      PairBatch one = Batches.of(scope, VIT, 12, 1);
      PairBatch two = Batches.of(scope, VIT, 12, 2);
      for (int chunk : new int[] {5, 12}) {
        try (Learner learner = Batches.learner(VIT, weights, chunk)) {
          Map<String, NDArray> ofOne = learner.gradients(scope, List.of(one));
          Map<String, NDArray> ofTwo = learner.gradients(scope, List.of(two));
          Map<String, NDArray> ofBoth = learner.gradients(scope, List.of(one, two));
          NDArray half = scope.full(new Shape(), 0.5f);
          ofOne.replaceAll((name, gradient) -> gradient.add(ofTwo.get(name)).mul(half));
          requireEqual(ofBoth, ofOne);
        }
      }
    }
  }

  @Test
  void gradientsEqualTheSlopesOfTheLoss() {
    try (Weights weights = TestModels.random(VIT, 1);
        NDManager scope = weights.manager().newSubManager()) {
      PairBatch batch = Batches.of(scope, VIT, 8, 1);
      Map<String, NDArray> gradients = measure(scope, weights, batch, 3).gradients;
      gradients.forEach(
          (name, gradient) -> {
            double length = Math.sqrt(square(gradient));
            double slope = slopeAlong(scope, weights, batch, name, gradient, 1e-2 / length);
            assertThat(slope).as(name).isCloseTo(length * length, within(0.02 * length * length));
          });
    }
  }

  /** The loss's change a unit of {@code gradient}, when the array moves along it. */
  private static double slopeAlong(
      NDManager scope, Weights weights, PairBatch batch, String name, NDArray gradient, double h) {
    NDArray array = weights.get(name);
    NDArray move = gradient.mul(scope.full(new Shape(), (float) h));
    array.addi(move);
    double above = measure(scope, weights, batch, 8).loss;
    array.subi(move).subi(move);
    double below = measure(scope, weights, batch, 8).loss;
    array.addi(move);
    return (above - below) / (2 * h);
  }

  private static double square(NDArray array) {
    double square = 0;
    for (double value : Errors.doubles(array)) {
      square += value * value;
    }
    return square;
  }

  private record Measured(double loss, Map<String, NDArray> gradients) {}

  private static Measured measure(NDManager scope, Weights weights, PairBatch batch, int chunk) {
    double loss;
    try (Learner learner = Batches.learner(VIT, weights, chunk)) {
      GradientCache cache =
          new GradientCache(learner.program(), scope, learner.learned(), chunk, FineTuning.NONE);
      loss = cache.accumulate(batch, 1);
      cache.clear();
      return new Measured(loss, learner.gradients(scope, List.of(batch)));
    }
  }

  private static void requireEqual(Map<String, NDArray> found, Map<String, NDArray> expected) {
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, gradient) ->
            assertThat(Errors.relative(found.get(name), gradient)).as(name).isLessThan(TOLERANCE));
  }
}
