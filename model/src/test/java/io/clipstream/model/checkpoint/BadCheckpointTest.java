package io.clipstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.model.ModelException;
import io.clipstream.model.TextTower;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.image.Preprocessing.Interpolation;
import io.clipstream.model.image.Preprocessing.Resize;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Directories that are edited copies of the golden ones. */
class BadCheckpointTest {
  private static final String CONFIG = "config.json";
  private static final String OPEN_CLIP = "open_clip_config.json";

  @TempDir Path dir;

  private void copy(Path golden, String... names) throws IOException {
    for (String name : names) {
      Files.copy(golden.resolve(name), dir.resolve(name));
    }
  }

  private void edit(Path golden, String name, String from, String to) throws IOException {
    String text = Files.readString(golden.resolve(name));
    assertThat(text).contains(from);
    Files.writeString(dir.resolve(name), text.replace(from, to));
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(() -> CheckpointDirectory.open(dir).load(Device.cpu(), DataType.FLOAT32))
        .isInstanceOf(ModelException.class)
        .hasMessageContainingAll(parts)
        .message()
        .hasLineCount(1);
  }

  @Test
  void refusesADirectoryThatMixesLayouts() throws IOException {
    copy(Golden.VIT_HF, CONFIG, "model.safetensors");
    copy(Golden.VIT_OPENCLIP, OPEN_CLIP, "open_clip_model.safetensors");

    assertRefused("expected one layout, found both");
  }

  @Test
  void refusesConfigurationsOfBothLayoutsWithoutWeightsToTellThemApart() throws IOException {
    copy(Golden.VIT_HF, CONFIG);
    copy(Golden.VIT_OPENCLIP, OPEN_CLIP);

    assertRefused("expected one layout, found both");
  }

  @Test
  void refusesTheConfigurationOfOneLayoutBesideTheWeightsOfAnother() throws IOException {
    copy(Golden.VIT_HF, CONFIG);
    copy(Golden.VIT_OPENCLIP, "open_clip_model.safetensors");

    assertRefused(
        "expected model.safetensors beside config.json",
        "found open_clip_model.safetensors",
        "mixes layouts");
  }

  @Test
  void refusesAFileWithTheTensorNamesOfAnotherLayout() throws IOException {
    copy(Golden.VIT_HF, CONFIG);
    Path weights = Golden.VIT_OPENCLIP.resolve("open_clip_model.safetensors");
    Files.copy(weights, dir.resolve("model.safetensors"));

    assertRefused(
        "model.safetensors: expected tensor names that go with config.json, such as vision_model.",
        "found those of open_clip_config.json, such as visual.class_embedding",
        "mixes layouts");
  }

  @Test
  void namesATensorThatAResNetLacks() throws IOException {
    copy(Golden.RN_OPENCLIP, OPEN_CLIP);
    Path weights = Golden.RN_OPENCLIP.resolve("open_clip_model.safetensors");
    String bytes = Files.readString(weights, StandardCharsets.ISO_8859_1);
    Files.writeString(
        dir.resolve("open_clip_model.safetensors"),
        bytes.replace("visual.bn1.bias", "visual.bn1.base"),
        StandardCharsets.ISO_8859_1);

    assertRefused("tensor visual.bn1.bias is missing, expected shape (4)");
  }

  @Test
  void tellsWhatTheWeightFilesHoldByTheirHeaders() throws IOException {
    copy(Golden.VIT_HF, CONFIG, "model.safetensors");

    WeightFiles files = CheckpointDirectory.open(dir).weightFiles().orElseThrow();

    Path file = dir.resolve("model.safetensors");
    assertThat(files.files()).containsExactly(file);
    assertThat(files.bytes()).isEqualTo(Files.size(file));
    assertThat(files.types()).containsOnly(entry(ElementType.F32, 62), entry(ElementType.I64, 2));
    assertThat(files.tensors()).isEqualTo(64);
    assertThat(files.unknown()).isEmpty();
  }

  @Test
  void aDirectoryOfConfigurationOnlyHasNoWeightFiles() throws IOException {
    copy(Golden.VIT_HF, CONFIG);

    assertThat(CheckpointDirectory.open(dir).weightFiles()).isEmpty();
  }

  @Test
  void readsTheLayoutWhoseWeightsAreThereWhereBothAreConfigured() throws IOException {
    copy(Golden.VIT_HF, CONFIG);
    copy(Golden.VIT_OPENCLIP, OPEN_CLIP, "open_clip_model.safetensors");

    assertThat(CheckpointDirectory.open(dir).layout()).isEqualTo(Layout.OPEN_CLIP);
  }

  @Test
  void reportsTensorsThatItDoesNotKnowAndPassesOverPositions() throws IOException {
    copy(Golden.VIT_HF, CONFIG);
    CheckpointDirectory whole = CheckpointDirectory.open(Golden.VIT_HF);
    try (Weights weights = whole.load(Device.cpu(), DataType.FLOAT32);
        OutputStream out = Files.newOutputStream(dir.resolve("model.safetensors"))) {
      Map<String, NDArray> stored =
          new LinkedHashMap<>(whole.layout().toLayout(weights.arrays(), weights.manager()));
      stored.put("text_model.embeddings.position_ids", weights.get("ln_final.bias"));
      stored.put("head.weight", weights.get("ln_final.bias"));
      new SafetensorsWriter("model", DataType.FLOAT32).write(out, Map.of(), stored);
    }

    assertThat(CheckpointDirectory.open(dir).unknownTensors()).containsExactly("head.weight");
    CheckpointDirectory.open(dir).load(Device.cpu(), DataType.FLOAT32).close();
  }

  @Test
  void refusesADirectoryInNeitherLayoutAndNoDirectory() {
    assertRefused("expected config.json or open_clip_config.json");
    assertThatThrownBy(() -> CheckpointDirectory.open(dir.resolve("none")))
        .hasMessageContaining("expected a checkpoint directory, found none");
  }

  @Test
  void namesTheFileThatIsMissing() throws IOException {
    copy(Golden.VIT_HF, CONFIG);

    assertRefused("model.safetensors is missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'clip',|'siglip',|model_type: expected clip",
        "'CLIPModel'|'CLIPVisionModel'|architectures: expected CLIPModel",
        "'quick_gelu'|'gelu_new'|hidden_act: expected quick_gelu or gelu",
        "'hidden_size': 128|'hidden_size': -128|hidden_size: expected a whole number",
        "'hidden_size': 128|'hidden_size': 1e99|hidden_size: expected a whole number",
        "'hidden_size': 128|'hidden_size': 2147483647|hidden_size: expected a whole number",
        "'num_hidden_layers': 2|'num_hidden_layers': 999999999|num_hidden_layers",
        "'num_hidden_layers': 2|'num_hidden_layers': NaN|no valid JSON",
        "'num_channels': 3|'num_channels': 1|num_channels: expected 3",
        "'patch_size': 8|'patch_size': 7|patch size",
        "'patch_size': 8|'patch_size': 0|patch size",
        "'num_attention_heads': 2|'num_attention_heads': 3|attention heads",
        "'vocab_size': 600|'vocab_size': '600'|vocab_size: expected a whole number",
        "'projection_dim': 32|'projection_dim': 32, 'projection_dim': 64|Duplicate",
        "'eos_token_id': 2|'eos_token_id': 600|end token"
      })
  void refusesAConfigurationThatIsNotImplemented(String from, String to, String message)
      throws IOException {
    copy(Golden.VIT_HF, "model.safetensors");
    edit(Golden.VIT_HF, CONFIG, from.replace('\'', '"'), to.replace('\'', '"'));

    assertRefused(CONFIG, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'patch_size': 16|'timm_model_name': 'vit_base'|vision_cfg.timm_model_name",
        "'patch_size': 16|'ls_init_value': 0.1|vision_cfg.ls_init_value",
        "'patch_size': 16|'attentional_pool': true|vision_cfg.attentional_pool",
        "'patch_size': 16|'pool_type': 'avg'|vision_cfg.pool_type: expected tok",
        "'patch_size': 16|'brand_new': 1|vision_cfg.brand_new: expected no such option",
        "'vocab_size': 300|'hf_model_name': 'bert'|text_cfg.hf_model_name",
        "'vocab_size': 300|'no_causal_mask': true|text_cfg.no_causal_mask",
        "'vocab_size': 300|'embed_cls': true|text_cfg.embed_cls",
        "'vocab_size': 300|'pool_type': 'last'|text_cfg.pool_type: expected argmax or eos",
        "'embed_dim': 32|'embed_dim': 32, 'init_logit_bias': -10|init_logit_bias",
        "'embed_dim': 32|'embed_dim': 32, 'custom_text': true|custom_text",
        "'embed_dim': 32|'embed': 32|embed_dim: expected a value, found nothing",
        "'mean':|'interpolation': 'random', 'mean':|interpolation: expected bicubic or bilinear",
        "'mean':|'size': 224, 'mean':|size: expected the image tower's 32 pixels, found 224",
        "'std':|'std': [0, 1, 1], 'old':|deviation"
      })
  void refusesOptionsOfTheOpenClipLayoutByName(String from, String to, String message)
      throws IOException {
    copy(Golden.VIT_OPENCLIP, "open_clip_model.safetensors");
    edit(Golden.VIT_OPENCLIP, OPEN_CLIP, from.replace('\'', '"'), to.replace('\'', '"'));

    assertRefused(OPEN_CLIP, message);
  }

  @Test
  void namesTheTensorThatIsMissing() throws IOException {
    copy(Golden.VIT_HF, "model.safetensors");
    edit(Golden.VIT_HF, CONFIG, "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3");

    assertRefused(
        "model.safetensors",
        "tensor vision_model.encoder.layers.2.",
        "is missing, expected shape (128)");
  }

  @Test
  void namesTheTensorWithAnotherShape() throws IOException {
    copy(Golden.VIT_HF, "model.safetensors");
    edit(Golden.VIT_HF, CONFIG, "\"vocab_size\": 600", "\"vocab_size\": 601");

    assertRefused("token_embedding.weight: expected shape (601, 128), found (600, 128)");
  }

  @Test
  void readsHuggingFacePreprocessingInItsOldAndItsNewForm() throws IOException {
    copy(Golden.VIT_HF, CONFIG);
    Path file = dir.resolve("preprocessor_config.json");

    Files.writeString(file, "{\"size\": 32, \"crop_size\": 32, \"resample\": 2}");
    var old = CheckpointDirectory.open(dir).preprocessing();
    Files.writeString(
        file,
        """
        {"size": {"shortest_edge": 32}, "crop_size": {"height": 32, "width": 32},
         "resample": 3, "image_mean": [0.5, 0.5, 0.5], "rescale_factor": 0.00392156862745098}""");
    var current = CheckpointDirectory.open(dir).preprocessing();
    Files.writeString(
        file, "{\"size\": {\"height\": 32, \"width\": 32}, \"do_center_crop\": false}");
    var squash = CheckpointDirectory.open(dir).preprocessing();

    assertThat(old.interpolation()).isEqualTo(Interpolation.BILINEAR);
    assertThat(old.resize()).isEqualTo(Resize.SHORTEST_EDGE);
    assertThat(current.interpolation()).isEqualTo(Interpolation.BICUBIC);
    assertThat(current.mean()).containsExactly(0.5, 0.5, 0.5);
    assertThat(squash.resize()).isEqualTo(Resize.SQUASH);
  }

  @Test
  void readsThePreprocessingThatTransformersFiveKeepsInTheProcessorsFile() throws IOException {
    copy(Golden.VIT_HF, CONFIG);
    Files.deleteIfExists(dir.resolve("preprocessor_config.json"));
    String section =
        """
        {"image_processor": {"size": {"shortest_edge": 32}, "resample": 2,
         "crop_size": {"height": 32, "width": 32}, "image_mean": [0.5, 0.5, 0.5],
         "image_processor_type": "CLIPImageProcessorPil", "pad_size": null},
         "processor_class": "CLIPProcessor"}""";
    Files.writeString(dir.resolve("processor_config.json"), "\ufeff" + section);

    CheckpointDirectory read = CheckpointDirectory.open(dir);

    assertThat(read.preprocessing().mean()).containsExactly(0.5, 0.5, 0.5);
    assertThat(read.preprocessing().interpolation()).isEqualTo(Interpolation.BILINEAR);
    assertThat(read.provenance())
        .containsEntry("mean", "processor_config.json: image_processor.image_mean");

    Files.writeString(
        dir.resolve("processor_config.json"), section.replace("Pil\"", "Pil\", \"a\": 1"));
    assertRefused("processor_config.json", "image_processor.a: expected no such option");
  }

  @Test
  void twoFilesOnPreprocessingSayTheSameOrAreRefused() throws IOException {
    copy(Golden.VIT_HF, CONFIG);
    Path own = dir.resolve("preprocessor_config.json");
    Path processor = dir.resolve("processor_config.json");
    Files.writeString(own, "{\"size\": 32, \"crop_size\": 32, \"resample\": 2}");

    Files.writeString(processor, "{\"processor_class\": \"CLIPProcessor\"}");
    assertThat(CheckpointDirectory.open(dir).preprocessing().interpolation())
        .isEqualTo(Interpolation.BILINEAR);

    String same = "{\"image_processor\": {\"size\": 32, \"crop_size\": 32, \"resample\": 2}}";
    Files.writeString(processor, same);
    assertThat(CheckpointDirectory.open(dir).preprocessing().interpolation())
        .isEqualTo(Interpolation.BILINEAR);

    Files.writeString(processor, same.replace("2}}", "3}}"));
    assertRefused("preprocessor_config.json and processor_config.json to say the same");

    for (String section : List.of("[{\"size\": 32}]", "\"CLIPImageProcessor\"", "true")) {
      Files.writeString(processor, "{\"image_processor\": " + section + "}");
      assertRefused("processor_config.json: image_processor: expected an object");
    }
  }

  @Test
  void aSquareSizeOfTheOlderOptionSquashes() throws IOException {
    copy(Golden.VIT_HF, CONFIG);
    Path file = dir.resolve("preprocessor_config.json");
    String json = "{\"size\": {\"shortest_edge\": 32}, \"crop_size\": 32, \"use_square_size\": %s}";

    Files.writeString(file, json.formatted(true));
    assertThat(CheckpointDirectory.open(dir).preprocessing().resize()).isEqualTo(Resize.SQUASH);
    Files.writeString(file, json.formatted(false));
    assertThat(CheckpointDirectory.open(dir).preprocessing().resize())
        .isEqualTo(Resize.SHORTEST_EDGE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'size': 36, 'crop_size': 32}|size: expected the image tower's 32 pixels, found 36",
        "{'size': 32, 'crop_size': 32, 'do_normalize': false}|do_normalize: expected true",
        "{'size': 32, 'crop_size': 32, 'resample': 1}|resample: expected 2",
        "{'size': 32, 'crop_size': 32, 'rescale_factor': 1}|rescale_factor: expected 1/255",
        "{'size': 32, 'do_center_crop': false}|do_center_crop: expected true",
        "{'size': 32, 'crop_size': 32, 'do_sharpen': true}|do_sharpen: expected no such option",
        "{'size': 32, 'crop_size': 32, 'image_mean': [0.5]}|image_mean: expected three numbers",
        "{'image_processor_type': 'SiglipImageProcessor'}|image_processor_type",
        "{'image_processor_type': 'SiglipImageProcessorPil'}|image_processor_type",
        "{'size': 32, 'crop_size': 32, 'default_to_square': true}|default_to_square",
        "{'size': 32, 'crop_size': 32, 'use_square_size': 1}|use_square_size",
        "{'size': 32, 'crop_size': 32, 'image_mean': [NaN, 0, 0]}|no valid JSON",
        "{'size': 32, 'size': 32, 'crop_size': 32}|Duplicate field 'size'",
        "{'size': {'longest_edge': 32}, 'crop_size': 32}|found",
        "[1]|expected a JSON object"
      })
  void refusesPreprocessingThatIsNotImplemented(String json, String message) throws IOException {
    copy(Golden.VIT_HF, CONFIG, "model.safetensors");
    Files.writeString(dir.resolve("preprocessor_config.json"), json.replace('\'', '"'));

    assertRefused("preprocessor_config.json", message);
  }

  @Test
  void theOldDictionaryFormWinsAsInTheLibrary() throws IOException {
    edit(
        Golden.VIT_HF,
        CONFIG,
        "\"projection_dim\": 32,",
        "\"projection_dim\": 32, \"text_config_dict\": {\"hidden_size\": 256},");

    TextTower text = CheckpointDirectory.open(dir).config().text();

    assertThat(text.width()).isEqualTo(256);
    assertThat(text.vocabularySize()).isEqualTo(49408);
    assertThat(text.endToken()).isEqualTo(49407);
  }

  @Test
  void loadsShardsThroughTheirIndex() throws IOException {
    copy(Golden.VIT_HF, CONFIG);
    writeShards("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors");

    try (Weights whole =
            CheckpointDirectory.open(Golden.VIT_HF).load(Device.cpu(), DataType.FLOAT32);
        Weights sharded = CheckpointDirectory.open(dir).load(Device.cpu(), DataType.FLOAT32)) {
      whole
          .arrays()
          .forEach(
              (name, array) ->
                  assertThat(sharded.get(name).contentEquals(array)).as(name).isTrue());
    }
  }

  @Test
  void refusesShardsOutsideTheDirectory() throws IOException {
    copy(Golden.VIT_HF, CONFIG);
    for (String name : new String[] {"../m.safetensors", "/m.safetensors", "a/m.safetensors"}) {
      Files.writeString(
          dir.resolve("model.safetensors.index.json"),
          "{\"weight_map\": {\"logit_scale\": \"" + name + "\"}}");
      assertRefused("model.safetensors.index.json", "beside it, found " + name);
    }
  }

  @Test
  void refusesAnIndexThatPromisesWhatAShardLacks() throws IOException {
    copy(Golden.VIT_HF, CONFIG);
    writeShards("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors");
    Path index = dir.resolve("model.safetensors.index.json");
    Files.writeString(
        index, Files.readString(index).replace("\"logit_scale\"", "\"logit_scales\""));

    assertRefused("tensor logit_scales is missing");
  }

  private void writeShards(String... shards) throws IOException {
    CheckpointDirectory whole = CheckpointDirectory.open(Golden.VIT_HF);
    Map<String, String> index = new LinkedHashMap<>();
    try (Weights weights = whole.load(Device.cpu(), DataType.FLOAT32)) {
      Map<String, NDArray> stored = whole.layout().toLayout(weights.arrays(), weights.manager());
      stored.keySet().forEach(name -> index.put(name, shards[index.size() % shards.length]));
      for (String shard : shards) {
        Map<String, NDArray> part = new LinkedHashMap<>(stored);
        part.keySet().removeIf(name -> !index.get(name).equals(shard));
        try (OutputStream out = Files.newOutputStream(dir.resolve(shard))) {
          new SafetensorsWriter(shard, DataType.FLOAT32).write(out, Map.of(), part);
        }
      }
    }
    Files.write(
        dir.resolve("model.safetensors.index.json"),
        new ObjectMapper().writeValueAsBytes(Map.of("weight_map", index)));
  }
}
