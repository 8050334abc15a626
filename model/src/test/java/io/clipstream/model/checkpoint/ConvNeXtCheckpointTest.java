package io.clipstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ConvNeXt;
import io.clipstream.model.ConvNeXt.Projection;
import io.clipstream.model.ModelException;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.testing.TestModels;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ConvNeXt as OpenCLIP names it. {@link OpenClipOptionsTest} writes and reads odd ones. */
class ConvNeXtCheckpointTest extends EditedCheckpoint {
  private static final String WEIGHTS = "open_clip_model.safetensors";
  private static final String BLOCK = "visual.trunk.stages.1.blocks.1.";

  private ConvNeXt read(String vision) throws IOException {
    Files.writeString(
        dir.resolve(OPEN_CLIP),
        """
        {'model_cfg': {'embed_dim': 512,
          'vision_cfg': {%s},
          'text_cfg': {'context_length': 77, 'vocab_size': 49408, 'width': 512, 'heads': 8,
                       'layers': 12}}}\
        """
            .formatted(vision)
            .replace('\'', '"'));
    return (ConvNeXt) CheckpointDirectory.open(dir).config().image();
  }

  @Test
  void aNameStandsForASize() throws IOException {
    String published =
        "'timm_model_name': '%s', 'timm_model_pretrained': false, 'timm_pool': '',"
            + " 'timm_proj': '%s', 'timm_drop': 0.0, 'timm_drop_path': 0.1, 'image_size': %d";
    assertThat(read(published.formatted("convnext_base", "linear", 320)))
        .isEqualTo(
            new ConvNeXt(
                320,
                List.of(3, 3, 27, 3),
                List.of(128, 256, 512, 1024),
                1e-6,
                1e-6,
                Projection.LINEAR));
    assertThat(read(published.formatted("convnext_large", "mlp", 256)))
        .isEqualTo(
            new ConvNeXt(
                256,
                List.of(3, 3, 27, 3),
                List.of(192, 384, 768, 1536),
                1e-6,
                1e-6,
                Projection.MLP));
    assertThat(read(published.formatted("convnext_xxlarge", "linear", 256)))
        .isEqualTo(
            new ConvNeXt(
                256,
                List.of(3, 4, 30, 3),
                List.of(384, 768, 1536, 3072),
                1e-5,
                1e-6,
                Projection.LINEAR));
  }

  @Test
  void whatTheFileLeavesOutIsAsInTheLibrary() throws IOException {
    assertThat(read("'timm_model_name': 'convnext_tiny', 'timm_pool': 'avg'"))
        .isEqualTo(
            new ConvNeXt(
                224,
                List.of(3, 3, 9, 3),
                List.of(96, 192, 384, 768),
                1e-6,
                1e-6,
                Projection.LINEAR));
    assertThat(CheckpointDirectory.open(dir).provenance())
        .containsEntry("image tower", OPEN_CLIP + ": model_cfg.vision_cfg.timm_model_name")
        .containsEntry("image size", "default of OpenCLIP's CLIPVisionCfg")
        .containsEntry("image layer scale", "default of timm's tower of that name");
  }

  @Test
  void optionsChangeTheNumbersOfANamedSize() throws IOException {
    assertThat(
            read(
                "'timm_model_name': 'convnext_xxlarge', 'image_size': [64, 64],"
                    + " 'timm_model_kwargs': {'depths': [1, 2, 1, 1], 'ls_init_value': 0.1}"))
        .isEqualTo(
            new ConvNeXt(
                64,
                List.of(1, 2, 1, 1),
                List.of(384, 768, 1536, 3072),
                1e-5,
                0.1,
                Projection.LINEAR));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "convnext_atto|'timm_pool': ''|timm_model_name: expected one of ConvNeXt's, convnext_tiny,"
            + " convnext_small",
        "convnextv2_tiny|'timm_pool': ''|timm_model_name: expected one of SigLIP's,"
            + " vit_base_patch32_siglip_256",
        "convnext_tiny|'timm_pool': 'rot_attn'|timm_pool: expected avg",
        "convnext_tiny|'timm_proj': null|timm_proj: expected linear or mlp",
        "convnext_tiny|'timm_proj': 'none'|timm_proj: expected linear or mlp",
        "convnext_tiny|'timm_proj_bias': true|timm_proj_bias: expected false",
        "convnext_tiny|'ls_init_value': 1|ls_init_value: expected it to be absent",
        "convnext_tiny|'image_size': 31|image size is 31, expected 32 or more for ConvNeXt",
        "convnext_tiny|'timm_model_kwargs': {'depths': [1, 1, 0, 1]}|ConvNeXt layers are [1, 1, 0,"
            + " 1], expected four numbers of 1 or more",
        "convnext_tiny|'timm_model_kwargs': {'dims': [8, 1, 8, 8]}|ConvNeXt widths are [8, 1, 8,"
            + " 8], expected four numbers of 2 or more",
        "convnext_tiny|'timm_model_kwargs': {'dims': [8, 8, 8]}|ConvNeXt widths are [8, 8, 8],"
            + " expected four numbers",
        "convnext_tiny|'timm_model_kwargs': {'dims': [8, 8, 8, 65537]}|dims: expected a whole"
            + " number from 0 to 65536",
        "convnext_tiny|'timm_model_kwargs': {'ls_init_value': null}|ls_init_value: expected a"
            + " value, found null",
        "convnext_tiny|'timm_model_kwargs': {'ls_init_value': 0}|ConvNeXt's layer scale is 0,"
            + " expected more",
        "convnext_tiny|'timm_model_kwargs': {'use_grn': true}|use_grn: expected no such option"
      })
  void refusesWhatTimmHasAndThisHasNot(String name, String option, String message) {
    assertThatThrownBy(() -> read("'timm_model_name': '" + name + "', " + option))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(message)
        .message()
        .hasLineCount(1);
  }

  @Test
  void tensorsHaveTheNamesAndShapesOfTheLibrary() {
    Map<String, Shape> linear = shapes(TestModels.convNeXt());
    assertThat(linear)
        .containsEntry("visual.trunk.stem.0.weight", new Shape(8, 3, 4, 4))
        .containsEntry("visual.trunk.stem.0.bias", new Shape(8))
        .containsEntry("visual.trunk.stem.1.weight", new Shape(8))
        .doesNotContainKey("visual.trunk.stages.0.downsample.0.weight")
        .containsEntry("visual.trunk.stages.1.downsample.0.bias", new Shape(8))
        .containsEntry("visual.trunk.stages.1.downsample.1.weight", new Shape(12, 8, 2, 2))
        .containsEntry("visual.trunk.stages.1.downsample.1.bias", new Shape(12))
        .containsEntry(BLOCK + "conv_dw.weight", new Shape(12, 1, 7, 7))
        .containsEntry(BLOCK + "conv_dw.bias", new Shape(12))
        .containsEntry(BLOCK + "norm.weight", new Shape(12))
        .containsEntry(BLOCK + "mlp.fc1.weight", new Shape(48, 12))
        .containsEntry(BLOCK + "mlp.fc2.weight", new Shape(12, 48))
        .containsEntry(BLOCK + "gamma", new Shape(12))
        .containsEntry("visual.trunk.head.norm.bias", new Shape(20))
        .containsEntry("visual.head.proj.weight", new Shape(16, 20))
        .containsEntry("transformer.resblocks.1.mlp.c_fc.weight", new Shape(48, 24))
        .containsEntry("text_projection", new Shape(24, 16));
    assertThat(linear.keySet()).filteredOn(name -> name.startsWith("visual.head.")).hasSize(1);
    ConvNeXt tower = (ConvNeXt) TestModels.convNeXt().image();
    ClipConfig mlp =
        new ClipConfig(
            16,
            new ConvNeXt(64, tower.layers(), tower.widths(), 1e-6, 1e-6, Projection.MLP),
            TestModels.convNeXt().text());
    assertThat(shapes(mlp))
        .containsEntry("visual.head.mlp.fc1.weight", new Shape(32, 20))
        .containsEntry("visual.head.mlp.fc1.bias", new Shape(32))
        .containsEntry("visual.head.mlp.fc2.weight", new Shape(16, 32))
        .doesNotContainKeys("visual.head.mlp.fc2.bias", "visual.head.proj.weight");
  }

  private static Map<String, Shape> shapes(ClipConfig config) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    Layout.OPEN_CLIP
        .parameters(config)
        .forEach(stored -> stored.parts().forEach(part -> shapes.put(part.name(), part.shape())));
    return shapes;
  }

  @Test
  void refusesWeightsThatLackATensorOrHaveOneOfAnotherShape() throws IOException {
    edited("lacking", tensors -> tensors.remove(BLOCK + "gamma"));
    assertRefused(BLOCK + "gamma is missing");

    edited(
        "reshaped",
        tensors -> tensors.computeIfPresent(BLOCK + "conv_dw.weight", (n, x) -> x.get(":, :, :5")));
    assertRefused(BLOCK + "conv_dw.weight: expected shape (12, 1, 7, 7)");
  }

  /** Writes a checkpoint, then its tensors anew. */
  private void edited(String name, Consumer<Map<String, NDArray>> edit) throws IOException {
    ClipConfig config = TestModels.convNeXt();
    Path written = dir.resolve(name);
    try (Weights weights = TestModels.random(config, 1)) {
      CheckpointWriter.write(
          written,
          config,
          Preprocessing.clip(64),
          weights.arrays(),
          DataType.FLOAT32,
          CheckpointExtras.card("# A model"));
      Map<String, NDArray> tensors =
          new LinkedHashMap<>(
              Layout.OPEN_CLIP.toLayout(config, weights.arrays(), weights.manager()));
      edit.accept(tensors);
      try (OutputStream out = Files.newOutputStream(dir.resolve(WEIGHTS))) {
        new SafetensorsWriter("model", DataType.FLOAT32).write(out, Map.of(), tensors);
      }
    }
    Files.deleteIfExists(dir.resolve(OPEN_CLIP));
    copy(written, OPEN_CLIP);
  }
}
