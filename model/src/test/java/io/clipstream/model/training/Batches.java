package io.clipstream.model.training;

import ai.djl.ndarray.NDManager;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.testing.TestInputs;

/** Random pairs and a learner with ordinary settings. */
final class Batches {
  static final OptimiserSettings SETTINGS = new OptimiserSettings(0.9, 0.98, 1e-6, 0.2, 1);

  private Batches() {}

  /** {@code n} pairs, each its own group. */
  static PairBatch of(NDManager scope, ClipConfig config, int n, long seed) {
    return new PairBatch(
        TestInputs.pixels(scope, config, n, seed),
        TestInputs.ids(scope, config, n, config.text().contextLength(), seed),
        TestInputs.ownGroups(scope, n));
  }

  static Learner learner(ClipConfig config, Weights weights, int chunk) {
    return new Learner(config, weights, SETTINGS, chunk);
  }
}
