package io.clipstream.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.clipstream.benchmarks.onnx.OnnxPeer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.Devices;
import io.clipstream.model.VisionTransformer;
import io.clipstream.model.encoder.ArrayDictionary;
import io.clipstream.model.encoder.PackedWeights;
import io.clipstream.model.encoder.Program;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.training.Initialisation;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The image tower beside its products alone, beside plain weights, and beside ONNX Runtime on the
 * same pictures with the same threads. Ours begins with levels as pictures hold them, the peer with
 * pixels that are normalised already.
 */
@Command(
    name = "encoder",
    mixinStandardHelpOptions = true,
    description = "Image encoding beside its products and ONNX Runtime, in turn, in one process.")
final class EncoderBenchmark implements Callable<Integer> {
  @Mixin private Machine machine;
  @Mixin private TowerOptions options;

  @Option(names = "--batches", split = ",", defaultValue = "1,8,32", description = "Batch sizes.")
  private List<Integer> batches;

  @Spec private CommandSpec spec;

  private Table table;
  private Report report;

  @Override
  public Integer call() throws Exception {
    table = new Table(spec.commandLine().getOut());
    try (NDManager manager = machine.open(Devices.named("cpu"))) {
      table.line("%s, %s", options.precision, machine.describe());
      report = new Report("encoder " + options.precision, machine.describe());
      for (String architecture : options.architectures) {
        measure(architecture, manager);
      }
      report.write(options.output);
    }
    return 0;
  }

  private void measure(String architecture, NDManager parent) throws Exception {
    ClipConfig config = Machine.architecture(architecture);
    try (NDManager manager = parent.newSubManager();
        Weights plain = Initialisation.of(config, 1, manager.newSubManager());
        Weights loaded = Initialisation.of(config, 1, manager.newSubManager());
        Program program = Program.load(manager, config)) {
      PackedWeights packed =
          PackedWeights.of(
              loaded.manager(),
              program,
              config,
              loaded.arrays(),
              options.precision,
              options.kernels().in(options.precision));
      for (int batch : batches) {
        measure(architecture, config, program, plain, packed, batch);
      }
    }
  }

  private void measure(
      String architecture,
      ClipConfig config,
      Program program,
      Weights plain,
      PackedWeights packed,
      int batch)
      throws Exception {
    int side = config.image().imageSize();
    Map<String, Runnable> tasks = new LinkedHashMap<>();
    try (NDManager scope = plain.manager().newSubManager();
        AutoCloseable products = products(config, program, packed, batch, scope, tasks);
        ArrayDictionary ours = ArrayDictionary.of(packed.arrays());
        ArrayDictionary stored = ArrayDictionary.of(plain.arrays())) {
      Map<String, NDArray> channels = Preprocessing.clip(side).levels(scope);
      NDArray levels =
          scope.randomUniform(0, 255, new Shape(batch, side, side, 3)).toType(DataType.UINT8, true);
      tasks.put(TowerRounds.OURS, () -> encode(program, scope, levels, channels, ours));
      tasks.put(TowerRounds.PLAIN, () -> encode(program, scope, levels, channels, stored));
      NDArray pixels = pixels(levels, channels);
      try (Peer peer = Peer.of(options.peer, folder -> peer(folder, config, plain, pixels))) {
        peer.addTo(tasks);
        TowerRounds rounds = new TowerRounds(architecture, batch, packed.kernels());
        report.add(rounds.report(table, machine.measure(rounds.repeated(tasks)), tasks.keySet()));
      }
    }
  }

  private static AutoCloseable products(
      ClipConfig config,
      Program program,
      PackedWeights packed,
      int batch,
      NDManager scope,
      Map<String, Runnable> tasks) {
    if (!(config.image() instanceof VisionTransformer)) {
      return () -> {};
    }
    KernelProducts products =
        new KernelProducts(
            scope,
            program,
            MatrixProducts.ofImages(config, batch),
            packed.kernels(),
            packed.precision());
    tasks.put(TowerRounds.PRODUCTS, products::run);
    return products;
  }

  private OnnxPeer peer(Path folder, ClipConfig config, Weights weights, NDArray pixels)
      throws Exception {
    return OnnxPeer.ofImages(folder, config, weights.arrays(), machine.threads(), pixels);
  }

  private static NDArray pixels(NDArray levels, Map<String, NDArray> channels) {
    return levels
        .toType(DataType.FLOAT32, true)
        .sub(channels.get("mean"))
        .div(channels.get("deviation"))
        .transpose(0, 3, 1, 2);
  }

  private static void encode(
      Program program,
      NDManager parent,
      NDArray levels,
      Map<String, NDArray> channels,
      ArrayDictionary weights) {
    try (NDManager scope = parent.newSubManager()) {
      program.infer(scope, "encode_images", levels, channels, weights);
    }
  }
}
