package io.clipstream.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.benchmarks.onnx.OnnxPeer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.encoder.ArrayDictionary;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The text tower. */
@Command(
    name = "text",
    mixinStandardHelpOptions = true,
    description = "Text encoding beside its products and ONNX Runtime, in turn, in one process.")
final class TextBenchmark extends TowerBenchmark {
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

  @Override
  List<Integer> batches() {
    return batches;
  }

  @Override
  List<MatrixProducts.Product> products(ClipConfig config, int batch) {
    return MatrixProducts.ofTexts(config, batch, length);
  }

  @Override
  Inputs inputs(Model model, int batch, NDManager scope) {
    long[] ids =
        new SplittableRandom(1)
            .longs((long) batch * length, 0, model.config().text().vocabularySize())
            .toArray();
    return new Texts(model, scope.create(ids, new Shape(batch, length)), machine.threads());
  }

  /**
   * @param ids [N, L]
   */
  private record Texts(Model model, NDArray ids, int threads) implements Inputs {
    @Override
    public void encode(ArrayDictionary weights) {
      try (NDManager scope = ids.getManager().newSubManager()) {
        model.program().infer(scope, "encode_texts", ids, weights);
      }
    }

    @Override
    public OnnxPeer peer(Path folder) throws Exception {
      return OnnxPeer.ofTexts(folder, model.config(), model.plain().arrays(), threads, ids);
    }
  }
}
