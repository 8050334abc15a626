package io.clipstream.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.benchmarks.onnx.OnnxPeer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.Devices;
import io.clipstream.model.encoder.ArrayDictionary;
import io.clipstream.model.encoder.PackedWeights;
import io.clipstream.model.encoder.Program;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.training.Initialisation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The text tower beside its products alone, plain weights, and ONNX Runtime on the same tokens. */
@Command(
    name = "text",
    mixinStandardHelpOptions = true,
    description = "Text encoding beside its products and ONNX Runtime, in turn, in one process.")
final class TextBenchmark implements Callable<Integer> {
  @Mixin private Machine machine;
  @Mixin private TowerOptions options;

  @Option(
      names = "--batches",
      split = ",",
      defaultValue = "1,64",
      description = "Texts at a time. Default: ${DEFAULT-VALUE}; labels are encoded by 64.")
  private List<Integer> batches;

  @Option(
      names = "--length",
      defaultValue = "12",
      description = "Tokens of a text, ends included. Default: ${DEFAULT-VALUE}, a prompt's.")
  private int length;

  @Spec private CommandSpec spec;

  private Table table;
  private Report report;

  @Override
  public Integer call() throws Exception {
    table = new Table(spec.commandLine().getOut());
    try (NDManager manager = machine.open(Devices.named("cpu"))) {
      table.line("%s, %d tokens, %s", options.precision, length, machine.describe());
      report = new Report("text " + options.precision, machine.describe());
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
    try (NDManager scope = plain.manager().newSubManager();
        ArrayDictionary ours = ArrayDictionary.of(packed.arrays());
        ArrayDictionary stored = ArrayDictionary.of(plain.arrays());
        KernelProducts products =
            new KernelProducts(
                scope,
                program,
                MatrixProducts.ofTexts(config, batch, length),
                packed.kernels(),
                packed.precision())) {
      NDArray ids = ids(scope, config, batch);
      Map<String, Runnable> tasks = new LinkedHashMap<>();
      tasks.put(TowerRounds.PRODUCTS, products::run);
      tasks.put(TowerRounds.OURS, () -> encode(program, scope, ids, ours));
      tasks.put(TowerRounds.PLAIN, () -> encode(program, scope, ids, stored));
      try (Peer peer =
          Peer.of(
              options.peer,
              folder -> OnnxPeer.ofTexts(folder, config, plain.arrays(), machine.threads(), ids))) {
        peer.addTo(tasks);
        TowerRounds rounds = new TowerRounds(architecture, batch, packed.kernels());
        report.add(rounds.report(table, machine.measure(rounds.repeated(tasks)), tasks.keySet()));
      }
    }
  }

  private NDArray ids(NDManager scope, ClipConfig config, int batch) {
    SplittableRandom random = new SplittableRandom(1);
    long[] ids = random.longs((long) batch * length, 0, config.text().vocabularySize()).toArray();
    return scope.create(ids, new Shape(batch, length));
  }

  private static void encode(
      Program program, NDManager parent, NDArray ids, ArrayDictionary weights) {
    try (NDManager scope = parent.newSubManager()) {
      program.infer(scope, "encode_texts", ids, weights);
    }
  }
}
