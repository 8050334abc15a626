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
import io.clipstream.model.testing.NativeMemory;
import io.clipstream.model.testing.TestModels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What terms and their meanings do to the weights. */
class WordLessonTest {
  private static final ClipConfig VIT = TestModels.vit();
  private static final int END = VIT.text().vocabularySize() - 1;

  /** Four terms of one token; the second and the third have one meaning, of two. */
  private static WordBatch words(NDManager scope, double weight) {
    NDArray terms = scope.create(texts(1, 2, 3, 4), new Shape(4, 3));
    long[] meanings = new long[16];
    int[] said = {5, 6, 7, 8, 7, 8, 9, 10};
    for (int i = 0; i < 4; i++) {
      meanings[4 * i] = END - 1;
      meanings[4 * i + 1] = said[2 * i];
      meanings[4 * i + 2] = said[2 * i + 1];
      meanings[4 * i + 3] = END;
    }
    return new WordBatch(
        terms,
        scope.create(meanings, new Shape(4, 4)),
        scope.create(new long[] {0, 1, 1, 2}),
        weight);
  }

  private static long[] texts(int... tokens) {
    long[] texts = new long[3 * tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      texts[3 * i] = END - 1;
      texts[3 * i + 1] = tokens[i];
      texts[3 * i + 2] = END;
    }
    return texts;
  }

  private static Learner learner(Weights weights, Objective objective) {
    return new Learner(VIT, weights, Batches.SETTINGS, 8, Precision.FP32, objective);
  }

  /** Unit embeddings of terms and of meanings: double [4][E] each. */
  private static List<double[][]> embeddings(NDManager scope, Weights weights) {
    WordBatch words = words(scope, 1);
    List<double[][]> both = new ArrayList<>();
    try (Program program = Program.load(weights.manager(), VIT)) {
      GradientMode.off();
      Map<String, NDArray> arrays = new LinkedHashMap<>(weights.arrays());
      for (NDArray ids : List.of(words.terms(), words.meanings())) {
        NDList embedded = program.train(scope, "text_embeddings", ids, arrays);
        float[] all = embedded.get(0).toFloatArray();
        double[][] rows = new double[4][all.length / 4];
        for (int i = 0; i < all.length; i++) {
          rows[i / rows[0].length][i % rows[0].length] = all[i];
        }
        both.add(rows);
      }
    }
    return both;
  }

  /** The symmetric cross-entropy of figure 3 with shared targets, number by number. */
  private static double loss(NDManager scope, Weights weights) {
    List<double[][]> both = embeddings(scope, weights);
    double scale = Math.exp(weights.get("logit_scale").getFloat());
    double[][] s = new double[4][4];
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        for (int k = 0; k < both.get(0)[i].length; k++) {
          s[i][j] += scale * both.get(0)[i][k] * both.get(1)[j][k];
        }
      }
    }
    int[] groups = {0, 1, 1, 2};
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      double across = 0;
      double down = 0;
      int alike = 0;
      for (int j = 0; j < 4; j++) {
        across += Math.exp(s[i][j]);
        down += Math.exp(s[j][i]);
        alike += groups[i] == groups[j] ? 1 : 0;
      }
      for (int j = 0; j < 4; j++) {
        if (groups[i] == groups[j]) {
          sum += (Math.log(across) - s[i][j] + Math.log(down) - s[j][i]) / alike;
        }
      }
    }
    return sum / 8;
  }

  /** The difference of the gradients is the slope of the loss, times its weight. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 0.25})
  void gradientsAreTheSlopesOfTheWeightedLoss(double weight) {
    try (Weights weights = TestModels.random(VIT, 1);
        NDManager scope = weights.manager().newSubManager();
        Learner learner = learner(weights, new Objective.Softmax())) {
      List<PairBatch> pairs = List.of(Batches.of(scope, VIT, 8, 1));
      Map<String, NDArray> without = learner.gradients(scope, pairs);
      Map<String, NDArray> with = learner.gradients(scope, pairs, List.of(words(scope, weight)));
      for (String name : List.of("text_projection", "token_embedding.weight")) {
        NDArray pull = with.get(name).sub(without.get(name));
        double length = Math.sqrt(pull.square().sum().getFloat());
        NDArray move = pull.mul(scope.create((float) (1e-2 / length)));
        weights.get(name).addi(move);
        double above = weight * loss(scope, weights);
        weights.get(name).subi(move).subi(move);
        double below = weight * loss(scope, weights);
        weights.get(name).addi(move);
        assertThat((above - below) / 2e-2).as(name).isCloseTo(length, within(0.03 * length));
      }
    }
  }

  @Test
  void picturesAndTheLogitScaleAreNotTouched() {
    for (Objective objective :
        List.of(new Objective.Softmax(), new Objective.Sigmoid(OptionalDouble.of(-5)))) {
      try (Weights weights = TestModels.random(VIT, 1);
          NDManager scope = weights.manager().newSubManager();
          Learner learner = learner(weights, objective)) {
        List<PairBatch> pairs = List.of(Batches.of(scope, VIT, 8, 1));
        Map<String, NDArray> without = learner.gradients(scope, pairs);
        Map<String, NDArray> with = learner.gradients(scope, pairs, List.of(words(scope, 3)));
        assertThat(with).containsOnlyKeys(without.keySet());
        with.forEach(
            (name, gradient) -> {
              double change = Errors.relative(gradient, without.get(name));
              boolean learns = !name.startsWith("visual.") && !name.startsWith("logit_");
              assertThat(change > 1e-3).as(name).isEqualTo(learns);
            });
      }
    }
  }

  @Test
  void aTermComesToItsMeaning() {
    try (Weights weights = TestModels.random(VIT, 1);
        NDManager scope = weights.manager().newSubManager();
        Learner learner = learner(weights, new Objective.Softmax())) {
      double before = loss(scope, weights);
      for (int step = 0; step < 20; step++) {
        learner.step(List.of(Batches.of(scope, VIT, 8, 1)), List.of(words(scope, 1)), 1e-3);
      }
      assertThat(loss(scope, weights)).isLessThan(before / 2);
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "resident memory is read from /proc")
  void stepsLeaveNativeMemoryFlat() throws Exception {
    NativeMemory.Growth growth = NativeMemory.growthOf(WordMemoryLoop.class, "1000");
    assertThat(growth.arrays()).as("more live arrays").isZero();
    assertThat(growth.bytes())
        .as("growth of resident memory")
        .isLessThan(NativeMemory.ALLOWED_BYTES);
  }
}
