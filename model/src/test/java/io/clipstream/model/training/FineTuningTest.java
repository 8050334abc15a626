package io.clipstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.Precision;
import io.clipstream.model.encoder.GradientMode;
import io.clipstream.model.encoder.Program;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.testing.Errors;
import io.clipstream.model.testing.TestModels;
import io.clipstream.model.text.TokenBatch;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FineTuningTest {
  private static final ClipConfig RESNET = TestModels.resNet();
  private static final ClipConfig VIT = TestModels.vit();
  private static final double TOLERANCE = 1e-4;
  private static final double RATE = 1e-3;

  /** A token of a new caption, and one that no caption has. */
  private static final int TAUGHT = 1;

  private static final int OTHER = 20;

  private static Learner learner(ClipConfig config, Weights weights, int chunk, FineTuning tuning) {
    return new Learner(
        config,
        weights,
        Batches.SETTINGS,
        chunk,
        Precision.FP32,
        new Objective.Softmax(),
        tuning,
        RandomTexts.NONE);
  }

  /** The first half of the pairs is known. */
  private static PairBatch halfKnown(NDManager scope, ClipConfig config, int n) {
    PairBatch batch = Batches.of(scope, config, n, 1);
    float[] known = new float[n];
    Arrays.fill(known, 0, n / 2, 1);
    return new PairBatch(batch.pixels(), batch.ids(), batch.groups(), scope.create(known));
  }

  @Test
  void fixedStatisticsStayAndNoLongerDependOnTheChunk() {
    FineTuning fixed = new FineTuning(true, false, 0, 1);
    for (FineTuning tuning : List.of(FineTuning.NONE, fixed)) {
      try (Weights weights = TestModels.random(RESNET, 1);
          NDManager scope = weights.manager().newSubManager()) {
        PairBatch batch = Batches.of(scope, RESNET, 12, 1);
        double[] before = Errors.doubles(weights.get("visual.bn1.running_mean"));
        Map<String, NDArray> whole = gradients(scope, weights, batch, 12, tuning);
        Map<String, NDArray> chunked = gradients(scope, weights, batch, 5, tuning);
        double differ =
            Errors.relative(chunked.get("visual.conv1.weight"), whole.get("visual.conv1.weight"));
        double[] after = Errors.doubles(weights.get("visual.bn1.running_mean"));
        assertThat(Arrays.equals(after, before)).isEqualTo(tuning.fixedStatistics());
        assertThat(differ < TOLERANCE).isEqualTo(tuning.fixedStatistics());
      }
    }
  }

  private static Map<String, NDArray> gradients(
      NDManager scope, Weights weights, PairBatch batch, int chunk, FineTuning tuning) {
    try (Learner learner = learner(RESNET, weights, chunk, tuning)) {
      return learner.gradients(scope, List.of(batch));
    }
  }

  /** At the weights that it began with the cosines are 1, the most there is. */
  @Test
  void distillationPullsNothingAtTheBeginning() {
    try (Weights weights = TestModels.random(VIT, 1);
        NDManager scope = weights.manager().newSubManager();
        Learner held = learner(VIT, weights, 8, new FineTuning(true, false, 30, 1));
        Learner free = learner(VIT, weights, 8, FineTuning.NONE)) {
      PairBatch batch = halfKnown(scope, VIT, 8);
      Map<String, NDArray> expected = free.gradients(scope, List.of(batch));
      held.gradients(scope, List.of(batch))
          .forEach(
              (name, gradient) ->
                  assertThat(Errors.relative(gradient, expected.get(name)))
                      .as(name)
                      .isLessThan(1e-3));
    }
  }

  /** The difference of the gradients is the slope of the loss that distillation adds. */
  @Test
  void whatIsKnownIsPulledBackAlongTheCosineWholeAndInChunks() {
    double weight = 30;
    try (Weights weights = TestModels.random(VIT, 1);
        NDManager scope = weights.manager().newSubManager();
        Learner whole = learner(VIT, weights, 8, new FineTuning(true, false, weight, 1));
        Learner chunked = learner(VIT, weights, 3, new FineTuning(true, false, weight, 1));
        Learner free = learner(VIT, weights, 8, FineTuning.NONE)) {
      PairBatch batch = halfKnown(scope, VIT, 8);
      NDList then = embeddings(scope, weights, batch);
      free.step(List.of(Batches.of(scope, VIT, 8, 2)), 10 * RATE);
      Map<String, NDArray> pulled = whole.gradients(scope, List.of(batch));
      Map<String, NDArray> inChunks = chunked.gradients(scope, List.of(batch));
      Map<String, NDArray> without = free.gradients(scope, List.of(batch));
      for (String name : List.of("visual.proj", "text_projection")) {
        assertThat(Errors.relative(inChunks.get(name), pulled.get(name))).isLessThan(TOLERANCE);
        NDArray pull = pulled.get(name).sub(without.get(name));
        double square = pull.square().sum().getFloat();
        NDArray move = pull.mul(scope.create((float) (1e-2 / Math.sqrt(square))));
        weights.get(name).addi(move);
        double above = weight * forgotten(scope, weights, batch, then);
        weights.get(name).subi(move).subi(move);
        double below = weight * forgotten(scope, weights, batch, then);
        weights.get(name).addi(move);
        assertThat((above - below) / 2e-2)
            .as(name)
            .isCloseTo(Math.sqrt(square), within(0.03 * Math.sqrt(square)));
      }
    }
  }

  private static NDList embeddings(NDManager scope, Weights weights, PairBatch batch) {
    try (Program program = Program.load(weights.manager(), VIT)) {
      Map<String, NDArray> arrays = new LinkedHashMap<>(weights.arrays());
      GradientMode.off();
      return new ChunkedEmbedding(program, arrays, 8).of(scope, batch, 0);
    }
  }

  /** Mean over the batch of 1 - the cosine of now and then, of the known pairs alone. */
  private static double forgotten(NDManager scope, Weights weights, PairBatch batch, NDList then) {
    NDList now = embeddings(scope, weights, batch);
    double sum = 0;
    for (int kind = 0; kind < 2; kind++) {
      NDArray cosines = now.get(kind).mul(then.get(kind)).sum(new int[] {1}); // [N]
      for (int i = 0; i < batch.size() / 2; i++) {
        sum += 1 - cosines.getFloat(i);
      }
    }
    return sum / batch.size();
  }

  @Test
  void whatIsKnownMovesLessWhereItIsHeld() {
    double[] moved = new double[2];
    for (int i = 0; i < 2; i++) {
      try (Weights weights = TestModels.random(VIT, 1);
          NDManager scope = weights.manager().newSubManager();
          Learner learner = learner(VIT, weights, 8, new FineTuning(true, false, i * 30.0, 1))) {
        PairBatch batch = halfKnown(scope, VIT, 8);
        NDList then = embeddings(scope, weights, batch);
        for (int step = 0; step < 10; step++) {
          learner.step(List.of(batch), RATE);
        }
        moved[i] = forgotten(scope, weights, batch, then);
      }
    }
    assertThat(moved[1]).isLessThan(moved[0] / 2);
  }

  /** Whole batches and chunks, with and without what is held. */
  @Test
  void aLockedImageEncoderStaysAndTheTextsLearnTheSameAsBefore() {
    for (int chunk : new int[] {8, 3}) {
      for (double weight : new double[] {0, 30}) {
        try (Weights weights = TestModels.random(RESNET, 1);
            NDManager scope = weights.manager().newSubManager()) {
          PairBatch batch = halfKnown(scope, RESNET, 8);
          Map<String, NDArray> both =
              gradients(scope, weights, batch, chunk, new FineTuning(true, false, weight, 1));
          Map<String, NDArray> locked =
              gradients(scope, weights, batch, chunk, new FineTuning(true, false, weight, 0));
          assertThat(locked.keySet()).noneMatch(name -> name.startsWith("visual."));
          assertThat(Errors.relative(locked.get("text_projection"), both.get("text_projection")))
              .isLessThan(TOLERANCE);
        }
      }
    }
  }

  @Test
  void theImageEncoderLearnsAtItsShareOfTheRate() {
    double[] moved = new double[3];
    double[] textsMoved = new double[3];
    double[] shares = {0, 0.1, 1};
    for (int i = 0; i < shares.length; i++) {
      try (Weights weights = TestModels.random(VIT, 1);
          NDManager scope = weights.manager().newSubManager();
          Learner learner = learner(VIT, weights, 8, new FineTuning(true, false, 0, shares[i]))) {
        double[] before = Errors.doubles(weights.get("visual.proj"));
        double[] textsBefore = Errors.doubles(weights.get("text_projection"));
        learner.step(List.of(Batches.of(scope, VIT, 8, 1)), RATE);
        moved[i] = distance(before, Errors.doubles(weights.get("visual.proj")));
        textsMoved[i] = distance(textsBefore, Errors.doubles(weights.get("text_projection")));
      }
    }
    assertThat(moved[0]).isZero();
    assertThat(moved[1]).isCloseTo(moved[2] / 10, within(moved[2] / 1000));
    assertThat(textsMoved[0]).isCloseTo(textsMoved[2], within(textsMoved[2] / 1000));
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  @Test
  void textsThatAreHeldMoveLessUnlessACaptionTeachesThem() {
    double[] free = movedBy(RandomTexts.NONE);
    assertThat(movedBy(held(OTHER))[0]).isLessThan(free[0] / 2);
    assertThat(movedBy(held(TAUGHT))).containsExactly(free, within(1e-4));
  }

  private static int[] text(int token) {
    int end = VIT.text().vocabularySize() - 1;
    return new int[] {end - 1, token, end};
  }

  private static RandomTexts held(int token) {
    int[] text = text(token);
    return new RandomTexts(
        List.of(text), new TokenBatch(rows(token), text.length), Set.of(text[0], text[2]));
  }

  private static NDArray ids(NDManager scope, int... tokens) {
    return scope.create(rows(tokens), new Shape(tokens.length, 3));
  }

  private static long[] rows(int... tokens) {
    return Arrays.stream(tokens)
        .mapToObj(FineTuningTest::text)
        .flatMapToInt(Arrays::stream)
        .asLongStream()
        .toArray();
  }

  /** How far the embeddings of two texts of a token move in ten steps: 1 - their cosines. */
  private static double[] movedBy(RandomTexts texts) {
    try (Weights weights = TestModels.random(VIT, 1);
        NDManager scope = weights.manager().newSubManager();
        Learner learner =
            new Learner(
                VIT,
                weights,
                Batches.SETTINGS,
                8,
                Precision.FP32,
                new Objective.Softmax(),
                new FineTuning(true, false, 100, 0),
                texts)) {
      PairBatch some = Batches.of(scope, VIT, 8, 1);
      NDArray captions = ids(scope, TAUGHT, 2, 3, 4, 5, 6, 7, 8);
      PairBatch batch = new PairBatch(some.pixels(), captions, some.groups());
      NDArray asked = ids(scope, OTHER, TAUGHT);
      GradientMode.off();
      NDArray then =
          learner.program().train(scope, "text_embeddings", asked, weights.arrays()).get(0);
      for (int step = 0; step < 10; step++) {
        learner.step(List.of(batch), RATE);
      }
      NDArray now =
          learner.program().train(scope, "text_embeddings", asked, weights.arrays()).get(0);
      NDArray cosines = now.mul(then).sum(new int[] {1}); // [2]
      return new double[] {1 - cosines.getFloat(0), 1 - cosines.getFloat(1)};
    }
  }
}
