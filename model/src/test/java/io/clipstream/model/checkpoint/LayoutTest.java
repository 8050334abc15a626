package io.clipstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModelException;
import io.clipstream.model.encoder.ParameterTable;
import io.clipstream.model.encoder.Weights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LayoutTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  static List<Path> goldenDirectories() {
    return List.of(Golden.VIT_HF, Golden.VIT_OPENCLIP, Golden.RN_OPENCLIP);
  }

  @ParameterizedTest
  @MethodSource("goldenDirectories")
  void namesTheParametersAsTheReferenceNamesItsGradients(Path golden) {
    CheckpointDirectory directory = CheckpointDirectory.open(golden);
    Set<String> trained =
        directory.layout().parameters(directory.config()).stream()
            .filter(stored -> ParameterTable.isTrained(stored.name()))
            .flatMap(stored -> stored.parts().stream().map(StoredParameter.Part::name))
            .collect(Collectors.toCollection(TreeSet::new));

    try (Safetensors expected = Safetensors.open(golden.resolve("expected.safetensors"))) {
      assertThat(trained).isEqualTo(after("grad_norm.", expected.names()));
      Map<String, List<Long>> shapes =
          directory.layout().parameters(directory.config()).stream()
              .flatMap(stored -> stored.parts().stream())
              .collect(
                  Collectors.toMap(
                      StoredParameter.Part::name, part -> sides(part.shape().getShape())));
      for (String name : after("grad.", expected.names())) {
        assertThat(shapes.get(name)).as(name).isEqualTo(expected.entry("grad." + name).shape());
      }
    }
  }

  static List<Path> allGoldenDirectories() {
    return List.of(Golden.VIT_HF, Golden.VIT_OPENCLIP, Golden.RN_OPENCLIP, Golden.SIGLIP_HF);
  }

  @ParameterizedTest
  @MethodSource("allGoldenDirectories")
  void comesBackFromTheLayoutAsItWentIn(Path golden) {
    CheckpointDirectory directory = CheckpointDirectory.open(golden);
    try (Weights weights = directory.load(Device.cpu(), DataType.FLOAT32);
        NDManager scope = weights.manager().newSubManager()) {
      Layout layout = directory.layout();
      Map<String, NDArray> back =
          layout.fromLayout(
              directory.config(),
              layout.toLayout(directory.config(), weights.arrays(), scope),
              scope);

      assertThat(back.keySet()).isEqualTo(weights.arrays().keySet());
      back.forEach(
          (name, array) -> assertThat(array.contentEquals(weights.get(name))).as(name).isTrue());
    }
  }

  static Set<String> releasedArchitectures() {
    return Architectures.names();
  }

  @ParameterizedTest
  @MethodSource("releasedArchitectures")
  void theReleasedArchitecturesComeBackFromBothConfigurations(String name, @TempDir Path dir)
      throws Exception {
    ClipConfig config = Architectures.named(name);
    Path openClip = dir.resolve("open-clip.json");
    JSON.writeValue(openClip.toFile(), OpenClipConfigWriter.modelCfg(config, Map.of()));
    assertThat(Architectures.read(openClip)).isEqualTo(config);
    requireAllParameters(Layout.OPEN_CLIP, config);
    if (Layout.HUGGING_FACE.expresses(config)) {
      Path huggingFace = dir.resolve("config.json");
      JSON.writeValue(huggingFace.toFile(), HuggingFaceConfig.write(config));
      assertThat(HuggingFaceConfig.read(huggingFace, new HashMap<>())).isEqualTo(config);
      requireAllParameters(Layout.HUGGING_FACE, config);
    } else {
      assertThatThrownBy(() -> HuggingFaceConfig.write(config))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining(
              "HuggingFace layout: expected a Vision Transformer with a causal text tower");
    }
  }

  /** By shapes alone: what a layout stores holds as many numbers as the model has. */
  private static void requireAllParameters(Layout layout, ClipConfig config) {
    long stored =
        layout.parameters(config).stream()
            .flatMap(parameter -> parameter.parts().stream())
            .mapToLong(part -> part.shape().size())
            .sum();
    assertThat(stored)
        .isEqualTo(ParameterTable.of(config).values().stream().mapToLong(Shape::size).sum());
  }

  @Test
  void refusesAResNetInTheHuggingFaceLayout() {
    assertThatThrownBy(() -> Layout.HUGGING_FACE.parameters(Architectures.named("RN50")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("expected a Vision Transformer");
  }

  @Test
  void readsThePublishedConfigurationsAsTheArchitecturesOfThatName(@TempDir Path dir)
      throws Exception {
    // As the original authors' ViT-L/14 at 336 pixels is published, down to what matters here.
    Files.writeString(
        dir.resolve("config.json"),
        """
        {"architectures": ["CLIPModel"], "model_type": "clip", "projection_dim": 768,
         "text_config": {"hidden_size": 768, "intermediate_size": 3072, "eos_token_id": 2,
                         "num_attention_heads": 12, "num_hidden_layers": 12, "top_k": 50},
         "text_config_dict": null,
         "vision_config": {"hidden_size": 1024, "image_size": 336, "intermediate_size": 4096,
                           "num_attention_heads": 16, "num_hidden_layers": 24, "patch_size": 14},
         "vision_config_dict": null}""");
    assertThat(CheckpointDirectory.open(dir).config())
        .isEqualTo(Architectures.named("ViT-L/14@336"));
  }

  private static List<Long> sides(long[] shape) {
    return Arrays.stream(shape).boxed().toList();
  }

  private static Set<String> after(String prefix, Set<String> names) {
    return names.stream()
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
