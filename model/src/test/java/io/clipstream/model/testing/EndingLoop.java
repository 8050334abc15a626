package io.clipstream.model.testing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.EngineEnd;
import io.clipstream.model.ModifiedResNet;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Ends with a status while all its threads are inside the engine. */
public final class EndingLoop {
  public static final int STATUS = 7;

  private static final int THREADS = 4;

  private EndingLoop() {}

  /** Without arguments the process ends as any does. */
  public static void main(String[] arguments) throws InterruptedException {
    if (arguments.length > 0) {
      EngineEnd.skipDestructorsAtTheEnd();
    }
    LoadedModel model = LoadedModel.of(wide());
    CountDownLatch busy = new CountDownLatch(THREADS);
    for (int i = 0; i < THREADS; i++) {
      Thread thread = new Thread(() -> compute(model, busy), "compute-" + i);
      thread.setDaemon(true);
      thread.start();
    }
    busy.await();
    System.exit(STATUS);
  }

  /** So wide that convolutions take nearly all of the time. */
  private static ClipConfig wide() {
    ModifiedResNet tower = new ModifiedResNet(64, 24, List.of(1, 2, 2, 1), 12);
    return new ClipConfig(256, tower, TestModels.resNet().text());
  }

  private static void compute(LoadedModel model, CountDownLatch busy) {
    for (int pass = 0; ; pass++) {
      try (NDManager scope = model.scope()) {
        NDArray pixels = TestInputs.pixels(scope, model.config(), 64, 1);
        model.infer(scope, "image_features", pixels);
      }
      if (pass == 2) {
        busy.countDown();
      }
    }
  }
}
