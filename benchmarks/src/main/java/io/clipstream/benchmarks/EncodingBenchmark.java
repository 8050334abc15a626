package io.clipstream.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.Devices;
import io.clipstream.model.encoder.Program;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.training.Initialisation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Pictures through the image tower beside the matrix products of the same shapes. */
@Command(
    name = "encode",
    mixinStandardHelpOptions = true,
    description = "Image encoding beside the matrix products of the same shapes.")
final class EncodingBenchmark implements Callable<Integer> {
  @Mixin private Machine machine;

  @Option(names = "--architecture", defaultValue = "ViT-B/32", description = "Or a .json file.")
  private String architecture;

  @Option(names = "--batches", split = ",", defaultValue = "1,8,32", description = "Batch sizes.")
  private List<Integer> batches;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    ClipConfig config = Machine.architecture(architecture);
    Table table = new Table(spec.commandLine().getOut());
    table.line("%s, %s", architecture, machine.describe());
    try (NDManager manager = machine.open(Devices.named("cpu"));
        Weights weights = Initialisation.of(config, 1, manager.newSubManager());
        Program program = Program.load(manager, config)) {
      batches.forEach(n -> measure(table, config, weights, program, n));
    }
    return 0;
  }

  private void measure(Table table, ClipConfig config, Weights weights, Program program, int n) {
    int side = config.image().imageSize();
    try (NDManager scope = weights.manager().newSubManager();
        MatrixProducts products = new MatrixProducts(scope, MatrixProducts.ofImages(config, n))) {
      NDArray levels = scope.ones(new Shape(n, side, side, 3), DataType.UINT8);
      Map<String, NDArray> channels = Preprocessing.clip(side).levels(scope);
      Map<String, Runnable> tasks = new LinkedHashMap<>();
      tasks.put("products", products::run);
      tasks.put("encode", () -> encode(scope, program, levels, channels, weights));
      Rounds rounds = machine.measure(tasks);
      table.line(
          "batch %3d  encoding %7.2f images/s (best %.2f)  products %7.2f images/s (best %.2f)"
              + "  %5.1f %% of the products' rate",
          n,
          n / rounds.median("encode"),
          n / rounds.best("encode"),
          n / rounds.median("products"),
          n / rounds.best("products"),
          100 / rounds.ratio("encode", "products"));
    }
  }

  private static void encode(
      NDManager outer,
      Program program,
      NDArray levels,
      Map<String, NDArray> channels,
      Weights weights) {
    try (NDManager scope = outer.newSubManager()) {
      program.infer(scope, "encode_images", levels, channels, weights.arrays());
    }
  }
}
