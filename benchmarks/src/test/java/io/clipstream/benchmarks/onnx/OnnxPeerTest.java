package io.clipstream.benchmarks.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.Activation;
import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ImageTower;
import io.clipstream.model.ModifiedResNet;
import io.clipstream.model.SiglipTextTransformer;
import io.clipstream.model.SiglipVisionTransformer;
import io.clipstream.model.VisionTransformer;
import io.clipstream.model.encoder.Program;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.training.Initialisation;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A peer that computes something else would be no peer. */
class OnnxPeerTest {
  private static final int BATCH = 3;
  private static final int LENGTH = 9;
  private static final float TOLERANCE = 1e-4f;

  @TempDir private Path directory;

  /** SigLIP's image tower, its text tower being no peer's. */
  static Stream<Named<ClipConfig>> siglips() {
    return Stream.of(Activation.GELU, Activation.GELU_TANH)
        .map(activation -> Named.of("SigLIP, " + activation, siglip(activation)));
  }

  private static ClipConfig siglip(Activation activation) {
    return new ClipConfig(
        64,
        new SiglipVisionTransformer(32, 8, 64, 2, 2, 200, activation, 1e-6),
        new SiglipTextTransformer(12, 50, 64, 2, 4, 128, activation, 1e-6),
        true);
  }

  static Stream<Named<ClipConfig>> architectures() {
    return Stream.of(
        Named.of(
            "ViT, QuickGELU, highest id",
            vit(Activation.QUICK_GELU, CausalTextTransformer.HIGHEST_ID)),
        Named.of("ViT, GELU, end token", vit(Activation.GELU, 7)),
        Named.of(
            "ResNet",
            config(
                new ModifiedResNet(64, 8, List.of(1, 2, 1, 1), 8),
                Activation.QUICK_GELU,
                CausalTextTransformer.HIGHEST_ID)));
  }

  private static ClipConfig vit(Activation activation, int endToken) {
    return config(
        new VisionTransformer(32, 8, 64, 2, 2, 256, activation, 1e-5), activation, endToken);
  }

  private static ClipConfig config(ImageTower tower, Activation activation, int endToken) {
    return new ClipConfig(
        16, tower, new CausalTextTransformer(12, 50, 32, 2, 4, 128, activation, 1e-5, endToken));
  }

  @ParameterizedTest
  @MethodSource({"architectures", "siglips"})
  void imageFeaturesAreOurs(ClipConfig config) throws Exception {
    long side = config.image().imageSize();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Weights weights = Initialisation.of(config, 1, manager.newSubManager());
        Program program = Program.load(manager, config)) {
      NDArray pixels = manager.randomNormal(new Shape(BATCH, 3, side, side));
      NDArray ours =
          program.infer(manager, "image_features", pixels, weights.arrays()).singletonOrThrow();
      try (OnnxPeer peer = OnnxPeer.ofImages(directory, config, weights.arrays(), 1, pixels)) {
        requireEqual(peer.features(), ours);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void textFeaturesAreOurs(ClipConfig config) throws Exception {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Weights weights = Initialisation.of(config, 1, manager.newSubManager());
        Program program = Program.load(manager, config)) {
      long[] random = new SplittableRandom(5).longs(BATCH * LENGTH, 0, 50).toArray();
      NDArray ids = manager.create(random, new Shape(BATCH, LENGTH));
      assertThat(ids.getDataType()).isEqualTo(DataType.INT64);
      NDArray ours =
          program.infer(manager, "text_features", ids, weights.arrays()).singletonOrThrow();
      try (OnnxPeer peer = OnnxPeer.ofTexts(directory, config, weights.arrays(), 1, ids)) {
        requireEqual(peer.features(), ours);
      }
    }
  }

  private static void requireEqual(float[][] found, NDArray ours) {
    assertThat(found).hasNumberOfRows(BATCH);
    for (int row = 0; row < BATCH; row++) {
      float[] expected = ours.get(row).toFloatArray();
      double length = 0;
      for (float number : expected) {
        length += (double) number * number;
      }
      assertThat(length).isPositive();
      float most = (float) (TOLERANCE * Math.sqrt(length));
      for (int i = 0; i < expected.length; i++) {
        assertThat(found[row][i]).isCloseTo(expected[i], within(most));
      }
    }
  }
}
