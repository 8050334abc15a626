package io.clipstream.benchmarks;

import ai.djl.ndarray.NDManager;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.Devices;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.training.Initialisation;
import io.clipstream.model.training.Learner;
import io.clipstream.model.training.OptimiserSettings;
import io.clipstream.model.training.PairBatch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Training steps beside the matrix products of a forward pass. A backward pass has twice the
 * products of a forward pass, so a plain step would take three times the forward products' time if
 * all else were free, and a cached step, which goes forward twice, four times.
 */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Plain and cached training steps beside the forward pass's matrix products.")
final class TrainingBenchmark implements Callable<Integer> {
  @Mixin private Machine machine;

  @Option(names = "--architecture", defaultValue = "ViT-B/32", description = "Or a .json file.")
  private String architecture;

  @Option(names = "--chunk", defaultValue = "16", description = "Pairs of a plain step.")
  private int chunk;

  @Option(names = "--chunks", defaultValue = "4", description = "Chunks of a cached step.")
  private int chunks;

  @Option(names = "--length", description = "Tokens of a text. Default: the whole context.")
  private Integer length;

  @Spec private CommandSpec spec;

  private ClipConfig config;
  private int tokens;

  @Override
  public Integer call() {
    config = Machine.architecture(architecture);
    tokens = length == null ? config.text().contextLength() : length;
    try (NDManager manager = machine.open(Devices.named("cpu"));
        Weights weights = Initialisation.of(config, 1, manager.newSubManager());
        Learner learner = new Learner(config, weights, OptimiserSettings.of(config), chunk);
        MatrixProducts image = new MatrixProducts(manager, MatrixProducts.ofImages(config, chunk));
        MatrixProducts text =
            new MatrixProducts(manager, MatrixProducts.ofTexts(config, chunk, tokens))) {
      List<PairBatch> plain = List.of(BackgroundTraining.pairs(config, chunk, tokens, manager));
      List<PairBatch> cached =
          List.of(BackgroundTraining.pairs(config, chunk * chunks, tokens, manager));
      Map<String, Runnable> tasks = new LinkedHashMap<>();
      tasks.put("products", () -> products(image, text));
      tasks.put("plain", () -> learner.step(plain, 1e-5));
      tasks.put("cached", () -> learner.step(cached, 1e-5));
      report(machine.measure(tasks), image.operations() + text.operations());
    }
    return 0;
  }

  private static void products(MatrixProducts image, MatrixProducts text) {
    image.run();
    text.run();
  }

  private void report(Rounds rounds, double operations) {
    Table table = new Table(spec.commandLine().getOut());
    table.line("%s, chunk %d, %d tokens, %s", architecture, chunk, tokens, machine.describe());
    table.line(
        "forward products  %7.2f pairs/s  (best %.2f, %.0f GFLOP/s)",
        chunk / rounds.median("products"),
        chunk / rounds.best("products"),
        operations / rounds.best("products") / 1e9);
    table.line(
        "plain step        %7.2f pairs/s  (best %.2f), %5.1f %% of three times the products",
        chunk / rounds.median("plain"),
        chunk / rounds.best("plain"),
        100 * 3 / rounds.ratio("plain", "products"));
    int pairs = chunk * chunks;
    table.line(
        "cached step       %7.2f pairs/s  (best %.2f), %5.1f %% of four times the products",
        pairs / rounds.median("cached"),
        pairs / rounds.best("cached"),
        100 * 4.0 * chunks / rounds.ratio("cached", "products"));
    table.line("batch of %d; peak memory of the process %s MiB", pairs, peak());
  }

  private static String peak() {
    OptionalLong peak = Machine.peakMebibytes();
    return peak.isPresent() ? String.valueOf(peak.getAsLong()) : "unknown";
  }
}
