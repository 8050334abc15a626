package io.clipstream.model.testing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.Devices;
import io.clipstream.model.training.Learner;
import io.clipstream.model.training.OptimiserSettings;
import io.clipstream.model.training.PairBatch;
import java.util.List;

/** Encodes and learns in batches of every small size, on one core and on all. */
public final class QuietLoop {
  private QuietLoop() {}

  /** Arguments: none. */
  public static void main(String[] arguments) throws InterruptedException {
    for (ClipConfig config : List.of(TestModels.resNet(), TestModels.vit())) {
      work(config);
      Thread narrow =
          new Thread(
              () -> {
                Devices.limitCores(1);
                work(config);
              });
      narrow.start();
      narrow.join();
    }
    System.out.println("done");
  }

  private static void work(ClipConfig config) {
    OptimiserSettings settings = new OptimiserSettings(0.9, 0.98, 1e-6, 0.2, 1);
    try (LoadedModel model = LoadedModel.of(config);
        NDManager scope = model.scope();
        Learner learner = new Learner(config, model.weights(), settings, 2)) {
      for (int n = 1; n <= 5; n++) {
        NDArray pixels = TestInputs.pixels(scope, config, n, n);
        NDArray ids = TestInputs.ids(scope, config, n, 12, n);
        model.infer(scope, "image_features", pixels);
        model.infer(scope, "text_features", ids);
        learner.step(List.of(new PairBatch(pixels, ids, TestInputs.ownGroups(scope, n))), 1e-4);
      }
    }
  }
}
