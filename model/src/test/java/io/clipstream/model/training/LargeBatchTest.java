package io.clipstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.testing.TestInputs;
import io.clipstream.model.testing.TestModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LargeBatchTest {
  private static final int PAIRS = 32_768;
  private static final ClipConfig VIT = TestModels.vit();

  /** The paper's batch; the similarities alone would fill 4 GiB, and their gradients as much. */
  @Test
  @Tag("soak")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void aStepOf32768PairsRunsInTheMemoryOfItsChunks() throws Exception {
    try (Weights weights = TestModels.random(VIT, 1);
        Learner learner = Batches.learner(VIT, weights, 512);
        NDManager scope = weights.manager().newSubManager()) {
      NDArray pixels = scope.randomNormal(new Shape(PAIRS, 3, 32, 32));
      NDArray ids = TestInputs.ids(scope, VIT, PAIRS, 12, 1);
      PairBatch batch = new PairBatch(pixels, ids, TestInputs.ownGroups(scope, PAIRS));
      long before = peakKib();
      long start = System.nanoTime();
      Learner.Report report = learner.step(List.of(batch), 1e-3);
      double seconds = (System.nanoTime() - start) / 1e9;
      long grown = peakKib() - before;
      System.out.printf(
          "32,768 pairs: %.1f s, peak memory %d MiB above the batch's%n", seconds, grown >> 10);
      // Nothing has been learned: every pair is as likely as any other, give or take their spread.
      assertThat(report.loss()).isCloseTo(Math.log(PAIRS), within(2.0));
      assertThat(grown).as("KiB above the batch").isLessThan(2L << 20);
    }
  }

  private static long peakKib() throws Exception {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      System.out.println("peak memory not measured: no " + status);
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
