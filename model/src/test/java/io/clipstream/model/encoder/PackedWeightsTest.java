package io.clipstream.model.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import io.clipstream.model.Activation;
import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModelException;
import io.clipstream.model.Precision;
import io.clipstream.model.checkpoint.CheckpointDirectory;
import io.clipstream.model.checkpoint.Safetensors;
import io.clipstream.model.testing.Errors;
import io.clipstream.model.testing.Fp64Encoder;
import io.clipstream.model.testing.MemoryLoop;
import io.clipstream.model.testing.NativeMemory;
import io.clipstream.model.testing.OddOpenModels;
import io.clipstream.model.testing.TestCheckpoints;
import io.clipstream.model.testing.TestInputs;
import io.clipstream.model.testing.TestModels;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packed weights encode as plain ones do, and take the place of these. */
class PackedWeightsTest {
  private static final double TOLERANCE = 1e-5;

  static Stream<Named<ClipConfig>> architectures() {
    return Stream.concat(families(), OddOpenModels.all());
  }

  private static Stream<Named<ClipConfig>> families() {
    return Stream.of(
        Named.of("ViT, QuickGELU, highest id", TestModels.vit()),
        Named.of("ViT, GELU, end token 7", TestModels.vit(Activation.GELU, 7)),
        Named.of(
            "ViT, GELU, highest id",
            TestModels.vit(Activation.GELU, CausalTextTransformer.HIGHEST_ID)),
        Named.of("ViT, tanh", TestModels.vit(Activation.GELU_TANH, 7)),
        Named.of("SigLIP", TestModels.siglip()),
        Named.of("SigLIP, QuickGELU", TestModels.siglip(Activation.QUICK_GELU)),
        Named.of("ResNet", TestModels.resNet()),
        Named.of("ViT-B/32", TestModels.vitB32()));
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void featuresEqualThoseOfDoublePrecision(ClipConfig config) {
    try (Weights weights = TestModels.random(config, 1);
        Program program = Program.load(weights.manager(), config);
        NDManager scope = weights.manager().newSubManager()) {
      NDArray pixels = TestInputs.pixels(scope, config, 1, 1);
      int length = Math.min(9, config.text().contextLength());
      NDArray ids = TestInputs.ids(scope, config, 1, length, 2);
      Fp64Encoder exact = new Fp64Encoder(config, weights.arrays());
      double[] image = exact.image(Errors.doubles(pixels.get(0)));
      double[] text = exact.text(ids.get(0).toLongArray());

      PackedWeights packed = packed(weights, program, config, Precision.FP32);

      NDArray images = program.infer(scope, "image_features", pixels, packed.arrays()).get(0);
      NDArray texts = program.infer(scope, "text_features", ids, packed.arrays()).get(0);
      assertThat(packed.kernels().values()).containsOnly(Kernel.PACKED_FOR_MANY);
      assertThat(Errors.relative(images.get(0), image)).isLessThan(TOLERANCE);
      assertThat(Errors.relative(texts.get(0), text)).isLessThan(TOLERANCE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"vit-hf", "vit-openclip", "rn-openclip", "siglip-hf"})
  void theGoldenFeaturesAreReached(String name) {
    Path golden = TestCheckpoints.golden(name);
    CheckpointDirectory checkpoint = CheckpointDirectory.open(golden);
    try (Weights weights = checkpoint.load(Device.cpu(), DataType.FLOAT32);
        Program program = Program.load(weights.manager(), checkpoint.config());
        Safetensors expected = Safetensors.open(golden.resolve("expected.safetensors"))) {
      PackedWeights packed = packed(weights, program, checkpoint.config(), Precision.FP32);
      NDManager scope = weights.manager();
      NDArray pixels = expected.load(scope, "input.pixel_values", DataType.FLOAT32);
      NDArray features = expected.load(scope, "image_features", DataType.FLOAT32);
      NDArray images = program.infer(scope, "image_features", pixels, packed.arrays()).get(0);
      assertThat(Errors.relative(images, features)).isLessThan(TOLERANCE);
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void ofEachArrayOneFormIsLeft(ClipConfig config) {
    try (Weights weights = TestModels.random(config, 1);
        Program program = Program.load(weights.manager(), config)) {
      PackedWeights packed = packed(weights, program, config, Precision.FP32);
      assertThat(weights.manager().getManagedArrays()).hasSize(packed.arrays().size());
      assertThat(packed.arrays().values()).allMatch(array -> !array.isReleased());
    }
  }

  @Test
  void theSameBatchGivesTheSameBits() {
    ClipConfig config = TestModels.vitB32();
    try (Weights weights = TestModels.random(config, 1);
        Program program = Program.load(weights.manager(), config);
        NDManager scope = weights.manager().newSubManager()) {
      NDArray pixels = TestInputs.pixels(scope, config, 3, 1);
      Map<String, NDArray> packed = packed(weights, program, config, Precision.FP32).arrays();
      float[] first = program.infer(scope, "image_features", pixels, packed).get(0).toFloatArray();
      for (int i = 0; i < 5; i++) {
        assertThat(program.infer(scope, "image_features", pixels, packed).get(0).toFloatArray())
            .isEqualTo(first);
      }
    }
  }

  @Test
  @EnabledIf(
      value = "io.clipstream.model.encoder.Processor#hasBfloat16",
      disabledReason = "this processor packs no weights of bfloat16")
  void firstConvolutionsAndAttentionPoolingStayExactWhereTheRestIsOf16Bits() {
    ClipConfig config = TestModels.resNet();
    try (Weights weights = TestModels.random(config, 1);
        Program program = Program.load(weights.manager(), config)) {
      Map<String, NDArray> packed = packed(weights, program, config, Precision.BF16).arrays();
      assertThat(packed.get("visual.conv3.weight").getDataType()).isEqualTo(DataType.FLOAT32);
      assertThat(packed.get("visual.layer1.0.conv2.weight").getDataType())
          .isEqualTo(DataType.FLOAT32);
      assertThat(packed.get("visual.layer2.0.conv2.weight").getDataType())
          .isNotEqualTo(DataType.FLOAT32);
      assertThat(packed.get("visual.layer2.0.conv2.bias").getDataType())
          .isNotEqualTo(DataType.FLOAT32);
      assertThat(packed.get("visual.attnpool.c_proj.weight").getDataType())
          .isEqualTo(DataType.FLOAT32);
    }
  }

  @Test
  void packedWeightsThatComputeSomethingElseAreRefused() {
    ClipConfig config = TestModels.vit();
    try (Weights weights = TestModels.random(config, 1);
        Program program = Program.load(weights.manager(), config)) {
      PackingCheck check =
          PackingCheck.before(program, config, weights, Precision.FP32, Kernels.PACKED);
      Map<String, NDArray> packed = packed(weights, program, config, Precision.FP32).arrays();
      assertThatCode(() -> check.require(packed)).doesNotThrowAnyException();
      packed.get("text_projection").set(new NDIndex("0"), 3f);
      assertThatThrownBy(() -> check.require(packed))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("packed weights give other text features")
          .hasMessageEndingWith(
              "set the option kernels, or the environment variable CLIPSTREAM_KERNELS, to plain and start again");
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "resident memory is read from /proc")
  void aThousandLoadsLeaveNativeMemoryFlat() throws Exception {
    NativeMemory.Growth growth = NativeMemory.growthOf(MemoryLoop.class, "pack", "1000");
    assertThat(growth.arrays()).as("more live arrays").isZero();
    assertThat(growth.bytes()).isLessThan(NativeMemory.ALLOWED_BYTES);
  }

  private static PackedWeights packed(
      Weights weights, Program program, ClipConfig config, Precision precision) {
    return PackedWeights.of(
        weights.manager(), program, config, weights.arrays(), precision, Kernels.PACKED);
  }
}
