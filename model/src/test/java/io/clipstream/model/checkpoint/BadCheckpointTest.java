package io.clipstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.encoder.Weights;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Configurations and weights that do not fit, or are not implemented. */
class BadCheckpointTest extends EditedCheckpoint {
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
          new LinkedHashMap<>(
              whole.layout().toLayout(whole.config(), weights.arrays(), weights.manager()));
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
        "'clip',|'siglip2',|model_type: expected clip or siglip",
        "'CLIPModel'|'CLIPVisionModel'|architectures: expected CLIPModel",
        "'quick_gelu'|'gelu_new'|hidden_act: expected quick_gelu, gelu or gelu_pytorch_tanh",
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
        "'patch_size': 16|'patch_size': 16, 'ls_init_value': 0|vision_cfg.ls_init_value: expected a number above 0",
        "'patch_size': 16|'attentional_pool': 'parallel'|vision_cfg.attentional_pool: expected true or false",
        "'patch_size': 16|'attentional_pool': true, 'pool_type': 'avg'|vision_cfg.pool_type: expected tok",
        "'patch_size': 16|'patch_size': 16, 'attentional_pool': true, 'attn_pooler_heads': 5|expected a multiple of pooling heads",
        "'patch_size': 16|'pool_type': 'none'|vision_cfg.pool_type: expected tok or avg",
        "'patch_size': 16|'pos_embed_type': 'rope'|vision_cfg.pos_embed_type: expected learnable or sin_cos_2d",
        "'patch_size': 16|'qk_norm': true|vision_cfg.qk_norm",
        "'patch_size': 16|'block_type': 'custom'|vision_cfg.block_type: expected default",
        "'patch_size': 16|'brand_new': 1|vision_cfg.brand_new: expected no such option",
        "'vocab_size': 300|'hf_model_name': 'bert'|text_cfg.hf_model_name",
        "'vocab_size': 300|'pool_type': 'none'|text_cfg.pool_type: expected argmax, eos, first or last",
        "'vocab_size': 300|'vocab_size': 300, 'pool_type': 'eos', 'eos_id': 300, 'no_causal_mask': true|end token is 300",
        "'vocab_size': 300|'vocab_size': 300, 'embed_cls': true, 'pad_id': 300|padding is 300",
        "'vocab_size': 300|'proj_type': 'mlp'|text_cfg.proj_type: expected linear or none",
        "'vocab_size': 300|'proj_type': 'none'|expected the text tower's width 64",
        "'vocab_size': 300|'text_mask': 'random'|text_cfg.text_mask: expected first",
        "'vocab_size': 300|'text_arch': 'modern'|text_cfg.text_arch: expected clip",
        "'embed_dim': 32|'embed_dim': 32, 'init_logit_bias': 'x'|init_logit_bias",
        "'embed_dim': 32|'embed': 32|embed_dim: expected a value, found nothing",
        "'mean':|'interpolation': 'random', 'mean':|interpolation: expected bicubic, bilinear, lanczos",
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
  void theOldDictionaryFormWinsAsInTheLibrary() throws IOException {
    edit(
        Golden.VIT_HF,
        CONFIG,
        "\"projection_dim\": 32,",
        "\"projection_dim\": 32, \"text_config_dict\": {\"hidden_size\": 256},");

    CausalTextTransformer text =
        (CausalTextTransformer) CheckpointDirectory.open(dir).config().text();

    assertThat(text.width()).isEqualTo(256);
    assertThat(text.vocabularySize()).isEqualTo(49408);
    assertThat(text.endToken()).isEqualTo(49407);
  }
}
