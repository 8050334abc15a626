package io.clipstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.testing.TestModels;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The same seed gives the same losses to the last bit, while the heap is collected all the time and
 * its direct buffers are overwritten by others: memory that the engine still needs but Java lets go
 * would show here.
 */
class RepeatabilityTest {
  private static final ClipConfig VIT = TestModels.vit();

  /** Between two collections: at least one falls into nearly every step. */
  private static final long PAUSE_NANOS = 10_000_000;

  @Test
  void stepsRepeatExactlyWhileMemoryChurns() throws Exception {
    requireEqualRuns(2, 60);
  }

  @Test
  @Tag("soak")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void aThousandStepsRepeatExactlyWhileMemoryChurns() throws Exception {
    requireEqualRuns(10, 1000);
  }

  private static void requireEqualRuns(int runs, int steps) throws Exception {
    List<Double> quiet = losses(steps);
    Thread churn = new Thread(RepeatabilityTest::churn, "churn");
    churn.start();
    try {
      for (int run = 0; run < runs; run++) {
        assertThat(losses(steps)).as("losses of run %d", run).isEqualTo(quiet);
      }
      assertThat(churn.isAlive()).isTrue();
    } finally {
      churn.interrupt();
      churn.join();
    }
    assertThat(quiet.get(steps - 1)).isLessThan(quiet.get(0));
  }

  /** Lets direct buffers go and takes new ones full of ones in their place. */
  private static void churn() {
    while (!Thread.currentThread().isInterrupted()) {
      for (int i = 0; i < 200; i++) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(8 << (i % 14));
        while (buffer.hasRemaining()) {
          buffer.put((byte) -1);
        }
      }
      System.gc();
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Batches stand in buffers that Java owns, as those of a data loader do. */
  private static List<Double> losses(int steps) {
    List<Double> losses = new ArrayList<>();
    try (Weights weights = TestModels.random(VIT, 1);
        Learner learner = Batches.learner(VIT, weights, 6)) {
      SplittableRandom random = new SplittableRandom(7);
      for (int step = 1; step <= steps; step++) {
        try (NDManager scope = weights.manager().newSubManager()) {
          List<PairBatch> batches = List.of(batch(scope, random, 4), batch(scope, random, 10));
          losses.add(learner.step(batches, 1e-3).loss());
        }
      }
    }
    return losses;
  }

  /** One of ten designs, with noise: something to learn. */
  private static PairBatch batch(NDManager scope, SplittableRandom random, int n) {
    float[] pixels = new float[n * 3 * 32 * 32];
    long[] ids = new long[n * 6];
    long[] groups = new long[n];
    for (int row = 0; row < n; row++) {
      int design = random.nextInt(10);
      groups[row] = design;
      for (int i = 0; i < 3 * 32 * 32; i++) {
        pixels[row * 3 * 32 * 32 + i] =
            (float) (Math.sin(i * (design + 1)) + 0.3 * random.nextGaussian());
      }
      for (int i = 0; i < 6; i++) {
        ids[row * 6 + i] = i == 5 ? TestModels.VOCABULARY - 1 : design * 4 + i % 4;
      }
    }
    return new PairBatch(
        scope.create(pixels, new Shape(n, 3, 32, 32)),
        scope.create(ids, new Shape(n, 6)),
        scope.create(groups));
  }
}
