package io.clipstream.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.clipstream.benchmarks.onnx.OnnxPeer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.VisionTransformer;
import io.clipstream.model.encoder.ArrayDictionary;
import io.clipstream.model.image.Preprocessing;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The image tower. Ours begins with levels as pictures hold them, the peer with pixels that are
 * normalised already.
 */
@Command(
    name = "encoder",
    mixinStandardHelpOptions = true,
    description = "Image encoding beside its products and ONNX Runtime, in turn, in one process.")
final class EncoderBenchmark extends TowerBenchmark {
  @Option(names = "--batches", split = ",", defaultValue = "1,8,32", description = "Batch sizes.")
  private List<Integer> batches;

  @Override
  List<Integer> batches() {
    return batches;
  }

  @Override
  List<MatrixProducts.Product> products(ClipConfig config, int batch) {
    return config.image() instanceof VisionTransformer
        ? MatrixProducts.ofImages(config, batch)
        : List.of();
  }

  @Override
  Inputs inputs(Model model, int batch, NDManager scope) {
    int side = model.config().image().imageSize();
    Map<String, NDArray> channels = Preprocessing.clip(side).levels(scope);
    NDArray levels =
        scope.randomUniform(0, 255, new Shape(batch, side, side, 3)).toType(DataType.UINT8, true);
    return new Pictures(model, levels, channels, machine.threads());
  }

  /**
   * @param levels [N, S, S, 3]
   */
  private record Pictures(Model model, NDArray levels, Map<String, NDArray> channels, int threads)
      implements Inputs {
    @Override
    public void encode(ArrayDictionary weights) {
      try (NDManager scope = levels.getManager().newSubManager()) {
        model.program().infer(scope, "encode_images", levels, channels, weights);
      }
    }

    @Override
    public OnnxPeer peer(Path folder) throws Exception {
      NDArray pixels =
          levels
              .toType(DataType.FLOAT32, true)
              .sub(channels.get("mean"))
              .div(channels.get("deviation"))
              .transpose(0, 3, 1, 2);
      return OnnxPeer.ofImages(folder, model.config(), model.plain().arrays(), threads, pixels);
    }
  }
}
