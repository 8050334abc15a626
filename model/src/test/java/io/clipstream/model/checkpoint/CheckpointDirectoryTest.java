package io.clipstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.clipstream.model.Activation;
import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModifiedResNet;
import io.clipstream.model.VisionTransformer;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.image.Preprocessing;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CheckpointDirectoryTest {
  static List<Path> goldenDirectories() {
    return List.of(Golden.VIT_HF, Golden.VIT_OPENCLIP, Golden.RN_OPENCLIP, Golden.SIGLIP_HF);
  }

  @Test
  void readsTheHuggingFaceConfiguration() {
    CheckpointDirectory directory = CheckpointDirectory.open(Golden.VIT_HF);

    assertThat(directory.layout()).isEqualTo(Layout.HUGGING_FACE);
    assertThat(directory.config())
        .isEqualTo(
            new ClipConfig(
                32,
                new VisionTransformer(32, 8, 128, 2, 2, 512, Activation.QUICK_GELU, 1e-5),
                new CausalTextTransformer(
                    16,
                    600,
                    128,
                    1,
                    2,
                    512,
                    Activation.QUICK_GELU,
                    1e-5,
                    CausalTextTransformer.HIGHEST_ID)));
    assertThat(directory.preprocessing()).isEqualTo(Preprocessing.clip(32));
    assertThat(directory.provenance())
        .containsEntry("image width", "config.json: vision_config.hidden_size")
        .containsEntry("mean", "default of the released CLIP models");
  }

  @Test
  void readsTheOpenClipConfigurationOfAResNet() {
    CheckpointDirectory directory = CheckpointDirectory.open(Golden.RN_OPENCLIP);

    assertThat(directory.layout()).isEqualTo(Layout.OPEN_CLIP);
    assertThat(directory.config())
        .isEqualTo(
            new ClipConfig(
                32,
                new ModifiedResNet(64, 8, List.of(1, 2, 1, 1), 4),
                new CausalTextTransformer(
                    16,
                    300,
                    64,
                    1,
                    1,
                    256,
                    Activation.QUICK_GELU,
                    1e-5,
                    CausalTextTransformer.HIGHEST_ID)));
    assertThat(directory.provenance())
        .containsEntry("image heads", "default of OpenCLIP's CLIPVisionCfg")
        .containsEntry("mean", "open_clip_config.json: preprocess_cfg.mean");
  }

  @ParameterizedTest
  @MethodSource("goldenDirectories")
  void loadsEveryTensorAsStored(Path path) {
    CheckpointDirectory directory = CheckpointDirectory.open(path);
    try (Weights weights = directory.load(Device.cpu(), DataType.FLOAT32);
        Safetensors file = Safetensors.open(path.resolve(directory.layout().weightsFile()))) {
      var stored =
          directory.layout().toLayout(directory.config(), weights.arrays(), weights.manager());

      assertThat(directory.unknownTensors()).isEmpty();
      stored.forEach(
          (name, array) ->
              assertThat(array.toFloatArray()).as(name).containsExactly(file.floats(name)));
      assertThat(file.names()).containsAll(stored.keySet());
    }
  }

  @Test
  void loadsHalfPrecisionWithinItsRounding() {
    CheckpointDirectory directory = CheckpointDirectory.open(Golden.VIT_HF);
    try (Weights full = directory.load(Device.cpu(), DataType.FLOAT32);
        Weights half = directory.load(Device.cpu(), DataType.FLOAT16)) {
      full.arrays()
          .forEach(
              (name, array) -> {
                NDArray rounded = array.toType(DataType.FLOAT16, true);
                assertThat(half.get(name).contentEquals(rounded)).as(name).isTrue();
              });
    }
  }
}
