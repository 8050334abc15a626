package io.clipstream.benchmarks;

import ai.djl.ndarray.NDManager;
import io.clipstream.benchmarks.onnx.OnnxPeer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.Devices;
import io.clipstream.model.encoder.ArrayDictionary;
import io.clipstream.model.encoder.PackedWeights;
import io.clipstream.model.encoder.Program;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.training.Initialisation;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * A tower beside its products alone, beside plain weights, and beside ONNX Runtime on the same
 * inputs with the same threads.
 */
abstract class TowerBenchmark implements Callable<Integer> {
  @Mixin Machine machine;
  @Mixin private TowerOptions options;
  @Spec private CommandSpec spec;

  /** A model with random weights, as they are loaded and as they are packed. */
  record Model(ClipConfig config, Program program, Weights plain, PackedWeights packed) {}

  /** What is encoded, again and again. */
  interface Inputs {
    void encode(ArrayDictionary weights);

    OnnxPeer peer(Path folder) throws Exception;
  }

  abstract List<Integer> batches();

  /** The tower's products with weights for a batch; none where they are not counted. */
  abstract List<MatrixProducts.Product> products(ClipConfig config, int batch);

  /**
   * @param scope owns the inputs
   */
  abstract Inputs inputs(Model model, int batch, NDManager scope);

  @Override
  public Integer call() throws Exception {
    Table table = new Table(spec.commandLine().getOut());
    try (NDManager manager = machine.open(Devices.named("cpu"))) {
      table.line("%s, %s", options.precision, machine.describe());
      for (String architecture : options.architectures) {
        measure(architecture, manager, table);
      }
    }
    return 0;
  }

  private void measure(String architecture, NDManager parent, Table table) throws Exception {
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
      Model model = new Model(config, program, plain, packed);
      for (int batch : batches()) {
        Map<String, Object> result = measure(architecture, model, batch, table);
        result.put("precision", options.precision.name());
        Benchmarks.report(spec).add(result);
      }
    }
  }

  private Map<String, Object> measure(String architecture, Model model, int batch, Table table)
      throws Exception {
    Map<String, Runnable> tasks = new LinkedHashMap<>();
    try (NDManager scope = model.plain().manager().newSubManager();
        KernelProducts products =
            new KernelProducts(
                scope,
                model.program(),
                products(model.config(), batch),
                model.packed().kernels(),
                model.packed().precision());
        ArrayDictionary packed = ArrayDictionary.of(model.packed().arrays());
        ArrayDictionary plain = ArrayDictionary.of(model.plain().arrays())) {
      if (!products.isEmpty()) {
        tasks.put(TowerRounds.PRODUCTS, products::run);
      }
      Inputs inputs = inputs(model, batch, scope);
      tasks.put(TowerRounds.OURS, () -> inputs.encode(packed));
      tasks.put(TowerRounds.PLAIN, () -> inputs.encode(plain));
      try (Peer peer = Peer.of(options.peer, inputs::peer)) {
        peer.addTo(tasks);
        TowerRounds rounds = new TowerRounds(architecture, batch, model.packed().kernels());
        return rounds.report(table, machine.measure(rounds.repeated(tasks)), tasks.keySet());
      }
    }
  }
}
