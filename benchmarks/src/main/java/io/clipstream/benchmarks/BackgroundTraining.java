package io.clipstream.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.Devices;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.training.Initialisation;
import io.clipstream.model.training.Learner;
import io.clipstream.model.training.OptimiserSettings;
import io.clipstream.model.training.PairBatch;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A model that is trained on made-up pairs by a thread of its own until it is closed. */
final class BackgroundTraining implements AutoCloseable {
  private final ClipConfig config;
  private final int chunk;
  private final AtomicInteger steps = new AtomicInteger();
  private final CompletableFuture<Void> end;
  private volatile boolean stopped;

  BackgroundTraining(ClipConfig config, int chunk) {
    this.config = config;
    this.chunk = chunk;
    this.end = CompletableFuture.runAsync(this::run, task -> new Thread(task, "training").start());
  }

  private void run() {
    Devices.giveWay(); // as a training round does
    try (NDManager manager = NDManager.newBaseManager(Devices.named("cpu"), "PyTorch");
        Weights weights = Initialisation.of(config, 1, manager.newSubManager());
        Learner learner = new Learner(config, weights, OptimiserSettings.of(config), chunk)) {
      List<PairBatch> batch = List.of(pairs(config, chunk, config.text().contextLength(), manager));
      while (!stopped) {
        learner.step(batch, 1e-5);
        steps.incrementAndGet();
      }
    }
  }

  /**
   * Random pairs.
   *
   * @param tokens of each text, the last of which is the end token
   */
  static PairBatch pairs(ClipConfig config, int n, int tokens, NDManager scope) {
    int side = config.image().imageSize();
    NDArray pixels = scope.randomNormal(new Shape(n, 3, side, side));
    SplittableRandom random = new SplittableRandom(1);
    long[] ids = random.longs((long) n * tokens, 1, config.text().vocabularySize() - 1).toArray();
    for (int row = 0; row < n; row++) {
      ids[row * tokens + tokens - 1] = config.text().vocabularySize() - 1;
    }
    long[] groups = random.longs(n).toArray();
    return new PairBatch(pixels, scope.create(ids, new Shape(n, tokens)), scope.create(groups));
  }

  int steps() {
    return steps.get();
  }

  void awaitSteps(int count) throws InterruptedException {
    while (steps.get() < count && !end.isDone()) {
      Thread.sleep(10);
    }
  }

  /**
   * @throws java.util.concurrent.CompletionException if training failed
   */
  @Override
  public void close() {
    stopped = true;
    end.join();
  }
}
