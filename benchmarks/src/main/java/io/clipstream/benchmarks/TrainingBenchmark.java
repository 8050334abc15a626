package io.clipstream.benchmarks;

import ai.djl.ndarray.NDManager;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.Devices;
import io.clipstream.model.Precision;
import io.clipstream.model.encoder.Kernel;
import io.clipstream.model.encoder.Kernels;
import io.clipstream.model.encoder.PackedWeights;
import io.clipstream.model.encoder.ProductShape;
import io.clipstream.model.encoder.Program;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.training.Initialisation;
import io.clipstream.model.training.Learner;
import io.clipstream.model.training.OptimiserSettings;
import io.clipstream.model.training.PairBatch;
import java.util.ArrayList;
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
    name = "training",
    aliases = "train",
    mixinStandardHelpOptions = true,
    description = "Plain and cached training steps beside the forward pass's matrix products.")
final class TrainingBenchmark implements Callable<Integer> {
  private static final String BEST = "forward products, best kernels";
  private static final String ENGINE = "forward products, the engine's";
  private static final String STEP = "plain step";
  private static final String CACHED = "cached step";

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
        Program program = Program.load(manager, config);
        MatrixProducts plain = new MatrixProducts(manager, products());
        KernelProducts best =
            new KernelProducts(manager, program, products(), kernels(manager), Precision.FP32)) {
      List<PairBatch> one = List.of(BackgroundTraining.pairs(config, chunk, tokens, manager));
      List<PairBatch> several =
          List.of(BackgroundTraining.pairs(config, chunk * chunks, tokens, manager));
      Map<String, Runnable> tasks = new LinkedHashMap<>();
      tasks.put(BEST, best::run);
      tasks.put(ENGINE, plain::run);
      tasks.put(STEP, () -> learner.step(one, 1e-5));
      tasks.put(CACHED, () -> learner.step(several, 1e-5));
      report(machine.measure(tasks), plain.operations());
    }
    return 0;
  }

  private List<MatrixProducts.Product> products() {
    List<MatrixProducts.Product> products = new ArrayList<>(MatrixProducts.ofImages(config, chunk));
    products.addAll(MatrixProducts.ofTexts(config, chunk, tokens));
    return products;
  }

  /** Those that tagging would choose here. */
  private Map<ProductShape, Kernel> kernels(NDManager parent) {
    try (Weights weights = Initialisation.of(config, 1, parent.newSubManager());
        Program program = Program.load(weights.manager(), config)) {
      return PackedWeights.of(
              weights.manager(),
              program,
              config,
              weights.arrays(),
              Precision.FP32,
              Kernels.pinned())
          .kernels();
    }
  }

  private void report(Rounds rounds, double operations) {
    Table table = new Table(spec.commandLine().getOut());
    table.line("%s, chunk %d, %d tokens, %s", architecture, chunk, tokens, machine.describe());
    for (String products : List.of(BEST, ENGINE)) {
      table.line(
          "%-30s %7.2f pairs/s  (best %.2f, %.0f GFLOP/s)",
          products,
          chunk / rounds.median(products),
          chunk / rounds.best(products),
          operations / rounds.best(products) / 1e9);
    }
    int pairs = chunk * chunks;
    report(table, rounds, STEP, chunk, 3, "three");
    report(table, rounds, CACHED, pairs, 4 * chunks, "four");
    table.line("batch of %d; peak memory of the process %s MiB", pairs, peak());
  }

  /** Beside so many times the forward products of a chunk. */
  private static void report(
      Table table, Rounds rounds, String step, int pairs, int times, String perChunk) {
    table.line(
        "%-30s %7.2f pairs/s  (best %.2f), %5.1f %% of %s times the products, %5.1f %% of the"
            + " engine's",
        step,
        pairs / rounds.median(step),
        pairs / rounds.best(step),
        100.0 * times / rounds.ratio(step, BEST),
        perChunk,
        100.0 * times / rounds.ratio(step, ENGINE));
  }

  private static String peak() {
    OptionalLong peak = Machine.peakMebibytes();
    return peak.isPresent() ? String.valueOf(peak.getAsLong()) : "unknown";
  }
}
