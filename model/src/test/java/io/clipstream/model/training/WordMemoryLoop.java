package io.clipstream.model.training;

import ai.djl.ndarray.NDManager;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.testing.NativeMemory;
import io.clipstream.model.testing.TestInputs;
import io.clipstream.model.testing.TestModels;
import java.io.IOException;
import java.util.List;

/** Steps that learn words beside pairs, in a process of their own. */
public final class WordMemoryLoop {
  private static final ClipConfig CONFIG = TestModels.shallow();

  private static int pass;

  private WordMemoryLoop() {}

  /** Arguments: a number of passes. */
  public static void main(String[] arguments) throws IOException {
    OptimiserSettings settings = new OptimiserSettings(0.9, 0.98, 1e-6, 0.2, 1);
    try (Weights weights = TestModels.random(CONFIG, 1);
        Learner learner = new Learner(CONFIG, weights, settings, 8)) {
      NativeMemory.report(
          weights.manager(),
          Integer.parseInt(arguments[0]),
          () -> {
            try (NDManager scope = weights.manager().newSubManager()) {
              learner.step(List.of(pairs(scope)), List.of(words(scope, 3 + pass++ % 4)), 1e-4);
            }
          });
    }
  }

  private static PairBatch pairs(NDManager scope) {
    return new PairBatch(
        TestInputs.pixels(scope, CONFIG, 2, pass),
        TestInputs.ids(scope, CONFIG, 2, 12, pass),
        TestInputs.ownGroups(scope, 2));
  }

  /** Terms and meanings of changing numbers and lengths. */
  private static WordBatch words(NDManager scope, int count) {
    return new WordBatch(
        TestInputs.ids(scope, CONFIG, count, 4, pass),
        TestInputs.ids(scope, CONFIG, count, 5 + pass % 6, pass + 1),
        TestInputs.ownGroups(scope, count),
        0.5);
  }
}
