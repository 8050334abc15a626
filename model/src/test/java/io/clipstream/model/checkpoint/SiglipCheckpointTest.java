package io.clipstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.model.Activation;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModelException;
import io.clipstream.model.SiglipTextTransformer;
import io.clipstream.model.SiglipVisionTransformer;
import io.clipstream.model.encoder.ParameterTable;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.testing.SmallCheckpoint;
import io.clipstream.model.testing.TestModels;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SigLIP and SigLIP 2 in both layouts. */
class SiglipCheckpointTest extends EditedCheckpoint {
  private static final Activation TANH = Activation.GELU_TANH;

  private ClipConfig huggingFace(String json) throws IOException {
    Files.deleteIfExists(dir.resolve(OPEN_CLIP));
    Files.writeString(dir.resolve(CONFIG), json.replace('\'', '"'));
    return CheckpointDirectory.open(dir).config();
  }

  private ClipConfig openClip(String vision, String text, int dimension) throws IOException {
    Files.deleteIfExists(dir.resolve(CONFIG));
    Files.writeString(
        dir.resolve(OPEN_CLIP),
        """
        {'model_cfg': {'embed_dim': %d, 'init_logit_bias': -10, 'custom_text': true,
          'vision_cfg': {%s, 'timm_model_pretrained': false, 'timm_pool': 'map',
                         'timm_proj': 'none'},
          'text_cfg': {%s, 'hf_tokenizer_name': 'timm/x',
                       'tokenizer_kwargs': {'clean': 'canonicalize'}, 'no_causal_mask': true,
                       'proj_bias': true, 'pool_type': 'last', 'norm_kwargs': {'eps': 1e-6}}},
         'preprocess_cfg': {}}"""
            .formatted(dimension, vision, text)
            .replace('\'', '"'));
    return CheckpointDirectory.open(dir).config();
  }

  private static SiglipVisionTransformer base(int side, int patch, Activation activation) {
    return new SiglipVisionTransformer(side, patch, 768, 12, 12, 3072, activation, 1e-6);
  }

  private static SiglipVisionTransformer so400m(int side, int patch, Activation activation) {
    return new SiglipVisionTransformer(side, patch, 1152, 27, 16, 4304, activation, 1e-6);
  }

  private static SiglipTextTransformer baseText(int vocabulary, Activation activation) {
    return new SiglipTextTransformer(64, vocabulary, 768, 12, 12, 3072, activation, 1e-6);
  }

  private static SiglipTextTransformer so400mText(int vocabulary, Activation activation) {
    return new SiglipTextTransformer(64, vocabulary, 1152, 27, 16, 4304, activation, 1e-6);
  }

  @Test
  void releasedConfigurationsLeaveMostToTheLibrarysDefaults() throws IOException {
    // As the authors' files are published, down to what matters here.
    assertThat(
            huggingFace(
                """
                {'architectures': ['SiglipModel'], 'initializer_factor': 1.0,
                 'model_type': 'siglip',
                 'text_config': {'hidden_size': 768, 'intermediate_size': 3072,
                   'model_type': 'siglip_text_model', 'num_attention_heads': 12,
                   'vocab_size': 32000},
                 'vision_config': {'model_type': 'siglip_vision_model', 'patch_size': 16}}"""))
        .isEqualTo(new ClipConfig(768, base(224, 16, TANH), baseText(32000, TANH), true));
    assertThat(
            huggingFace(
                """
                {'initializer_factor': 1.0, 'model_type': 'siglip',
                 'text_config': {'model_type': 'siglip_text_model', 'vocab_size': 256000},
                 'vision_config': {'image_size': 512, 'model_type': 'siglip_vision_model'}}"""))
        .isEqualTo(new ClipConfig(768, base(512, 16, TANH), baseText(256000, TANH), true));
    assertThat(CheckpointDirectory.open(dir).provenance())
        .containsEntry("context length", "default of the library's SiglipTextConfig")
        .containsEntry("image size", "config.json: vision_config.image_size");
  }

  @Test
  void patchesOf14LeaveARestOf384PixelsAsInTheLibrary() throws IOException {
    ClipConfig config =
        huggingFace(
            """
            {'model_type': 'siglip', 'projection_dim': 512,
             'text_config': {'hidden_size': 1152, 'intermediate_size': 4304,
               'num_attention_heads': 16, 'num_hidden_layers': 27},
             'vision_config': {'hidden_size': 1152, 'image_size': 384,
               'intermediate_size': 4304, 'num_attention_heads': 16,
               'num_hidden_layers': 27, 'patch_size': 14}}""");
    assertThat(config)
        .isEqualTo(new ClipConfig(1152, so400m(384, 14, TANH), so400mText(32000, TANH), true));
    assertThat(((SiglipVisionTransformer) config.image()).positions()).isEqualTo(729);
  }

  @Test
  void aTextTowerMayBeNarrowerThanTheSpaceThatItProjectsInto() throws IOException {
    ClipConfig config =
        huggingFace(
            """
            {'model_type': 'siglip',
             'text_config': {'hidden_size': 1152, 'intermediate_size': 4304, 'vocab_size': 256000,
               'num_attention_heads': 16, 'num_hidden_layers': 27, 'projection_size': 1536},
             'vision_config': {'hidden_size': 1536, 'image_size': 256,
               'intermediate_size': 6144, 'num_attention_heads': 16, 'num_hidden_layers': 40}}""");
    assertThat(config.embeddingDimension()).isEqualTo(1536);
    assertThat(
            openClip(
                "'image_size': 256, 'timm_model_name': 'vit_giantopt_patch16_siglip_256'",
                "'context_length': 64, 'vocab_size': 256000, 'width': 1152, 'heads': 16,"
                    + " 'layers': 27, 'mlp_ratio': 3.7362, 'act_kwargs': {'approximate': 'tanh'}",
                1536))
        .isEqualTo(config);
  }

  @ParameterizedTest
  @CsvSource({
    "vit_base_patch16_siglip_224, 224, 16, GELU",
    "vit_base_patch16_siglip_512, 512, 16, GELU",
    "vit_base_patch32_siglip_256, 256, 32, GELU_TANH"
  })
  void openClipNamesImageTowersAsTimmDoes(String name, int side, int patch, Activation activation)
      throws IOException {
    ClipConfig config =
        openClip(
            "'image_size': " + side + ", 'timm_model_name': '" + name + "'",
            "'context_length': 64, 'vocab_size': 32000, 'width': 768, 'heads': 12, 'layers': 12",
            768);
    assertThat(config)
        .isEqualTo(
            new ClipConfig(
                768, base(side, patch, activation), baseText(32000, Activation.GELU), true));
  }

  @ParameterizedTest
  @CsvSource({
    "vit_so400m_patch14_siglip_384, 384, 14, GELU",
    "vit_so400m_patch14_siglip_378, 378, 14, GELU",
    "vit_so400m_patch16_siglip_512, 512, 16, GELU_TANH"
  })
  void openClipNamesLargerTowersToo(String name, int side, int patch, Activation activation)
      throws IOException {
    ClipConfig config =
        openClip(
            "'image_size': " + side + ", 'timm_model_name': '" + name + "'",
            "'context_length': 64, 'vocab_size': 256000, 'width': 1152, 'heads': 16, 'layers': 27,"
                + " 'mlp_ratio': 3.7362, 'act_kwargs': {'approximate': 'tanh'}",
            1152);
    assertThat(config)
        .isEqualTo(
            new ClipConfig(1152, so400m(side, patch, activation), so400mText(256000, TANH), true));
  }

  /** Millions of parameters as OpenCLIP publishes them, in docs/model_profile.csv. */
  @ParameterizedTest
  @CsvSource({
    "vit_base_patch16_siglip_224, 64, 768, 12, 12, 4, 92.88, 110.27",
    "vit_base_patch16_siglip_256, 64, 768, 12, 12, 4, 92.93, 110.27",
    "vit_base_patch16_siglip_384, 64, 768, 12, 12, 4, 93.18, 110.27",
    "vit_base_patch16_siglip_512, 64, 768, 12, 12, 4, 93.52, 110.27",
    "vit_large_patch16_siglip_256, 64, 1024, 16, 24, 4, 315.96, 336.19",
    "vit_large_patch16_siglip_384, 64, 1024, 16, 24, 4, 316.28, 336.19",
    "vit_so400m_patch14_siglip_224, 16, 1152, 16, 27, 3.7362, 427.68, 449.68",
    "vit_so400m_patch14_siglip_384, 64, 1152, 16, 27, 3.7362, 428.23, 449.73"
  })
  void theReleasedModelsHaveAsManyParametersAsTheirAuthorsCount(
      String name,
      int context,
      int width,
      int heads,
      int layers,
      double ratio,
      double image,
      double text)
      throws IOException {
    ClipConfig config =
        openClip(
            "'timm_model_name': '" + name + "'",
            "'context_length': %d, 'vocab_size': 32000, 'width': %d, 'heads': %d, 'layers': %d, 'mlp_ratio': %s"
                .formatted(context, width, heads, layers, ratio),
            width);
    Map<String, Shape> shapes = ParameterTable.of(config);
    long ofImages = 0;
    long all = 0;
    for (Map.Entry<String, Shape> entry : shapes.entrySet()) {
      all += entry.getValue().size();
      ofImages += entry.getKey().startsWith("visual.") ? entry.getValue().size() : 0;
    }
    assertThat(Math.round(ofImages / 1e4) / 100.0).isEqualTo(image);
    assertThat(Math.round((all - ofImages) / 1e4) / 100.0).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'image_size': 384, 'timm_model_name': 'naflexvit_base_patch16_siglip'|timm_model_name: expected one of SigLIP's, vit_base_patch32_siglip_256",
        "'image_size': 224, 'timm_model_name': 'vit_base_patch16_siglip_256'|vision_cfg.image_size: expected the named tower's 256 pixels",
        "'timm_model_name': 'vit_large_patch16_siglip_256'|expected the image tower's width 1024",
        "'timm_model_name': 'vit_base_patch16_siglip_256', 'timm_model_kwargs': {'depth': 2, 'reg_tokens': 4}|timm_model_kwargs.reg_tokens: expected no such option",
        "'timm_model_name': 'vit_base_patch16_siglip_256', 'timm_model_kwargs': {'act_layer': 'relu'}|act_layer: expected gelu, gelu_tanh",
        "'timm_model_name': 'vit_base_patch16_siglip_256', 'timm_model_kwargs': {'num_heads': 0}|attention heads",
        "'timm_model_name': 'vit_base_patch16_siglip_256', 'timm_model_kwargs': {'patch_size': 257}|patch size is 257, expected at most the image size 256",
        "'timm_model_name': 'vit_base_patch16_siglip_256', 'ls_init_value': 1|ls_init_value"
      })
  void refusesWhatTimmHasAndThisHasNot(String vision, String message) {
    assertThatThrownBy(
            () ->
                openClip(
                    vision,
                    "'context_length': 64, 'vocab_size': 32000, 'width': 768, 'heads': 12",
                    768))
        .isInstanceOf(ModelException.class)
        .hasMessageContainingAll(OPEN_CLIP, message)
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'SiglipModel'|'SiglipVisionModel'|architectures: expected SiglipModel",
        "'siglip_vision_model'|'siglip2_vision_model'|vision_config.model_type",
        "'image_size': 32|'image_size': 32, 'vision_use_head': false|vision_use_head: expected true",
        "'image_size': 32|'image_size': 4|patch size is 8, expected at most the image size 4",
        "'image_size': 32|'image_size': -1|image_size: expected a whole number",
        "'projection_size': 64|'projection_size': 48|expected the image tower's width 64",
        "'gelu_pytorch_tanh'|'relu'|hidden_act",
        "'max_position_embeddings': 16|'max_position_embeddings': 99999999|max_position_embeddings",
        "'vocab_size': 300|'vocab_size': 301|token_embedding.weight: expected shape (301, 64)",
        "'num_hidden_layers': 2|'num_hidden_layers': 3|layers.2.layer_norm1.weight is missing"
      })
  void refusesConfigurationsThatAreNotImplementedOrDoNotFit(String from, String to, String message)
      throws IOException {
    copy(Golden.SIGLIP_HF, "model.safetensors");
    edit(Golden.SIGLIP_HF, CONFIG, from.replace('\'', '"'), to.replace('\'', '"'));

    assertRefused(message);
  }

  @Test
  void refusesClipsWeightsBesideSiglipsConfiguration() throws IOException {
    copy(Golden.SIGLIP_HF, CONFIG);
    copy(Golden.VIT_HF, "model.safetensors");

    assertRefused("model.safetensors", "patch_embedding.");
  }

  @Test
  void theOpenClipLayoutGivesBackTheArchitectureAndTheWeights() throws IOException {
    requireOpenClip(TestModels.siglip());
    requireOpenClip(
        new ClipConfig(
            32,
            TestModels.siglip(Activation.GELU).image(),
            TestModels.siglip(Activation.QUICK_GELU).text(),
            false));
  }

  private void requireOpenClip(ClipConfig config) throws IOException {
    Files.write(
        dir.resolve(OPEN_CLIP),
        new ObjectMapper()
            .writeValueAsBytes(
                Map.of("model_cfg", OpenClipConfigWriter.modelCfg(config, Map.of()))));
    try (Weights weights = TestModels.random(config, 1)) {
      Map<String, NDArray> stored =
          Layout.OPEN_CLIP.toLayout(config, weights.arrays(), weights.manager());
      try (OutputStream out = Files.newOutputStream(dir.resolve("open_clip_model.safetensors"))) {
        new SafetensorsWriter("model", DataType.FLOAT32).write(out, Map.of(), stored);
      }
      CheckpointDirectory read = CheckpointDirectory.open(dir);
      assertThat(read.config()).isEqualTo(config);
      assertThat(read.unknownTensors()).isEmpty();
      requireEqual(read, weights);
    }
  }

  private static void requireEqual(CheckpointDirectory read, Weights expected) {
    try (Weights found = read.load(Device.cpu(), DataType.FLOAT32)) {
      expected
          .arrays()
          .forEach(
              (name, array) -> assertThat(found.get(name).contentEquals(array)).as(name).isTrue());
    }
  }

  @Test
  void tensorsHaveTheNamesAndShapesOfBothLibraries() {
    ClipConfig config = TestModels.siglip();
    assertThat(shapes(Layout.OPEN_CLIP, config))
        .containsEntry("visual.trunk.patch_embed.proj.bias", new Shape(32))
        .containsEntry("visual.trunk.pos_embed", new Shape(1, 16, 32))
        .containsEntry("visual.trunk.blocks.1.attn.qkv.weight", new Shape(96, 32))
        .containsEntry("visual.trunk.blocks.0.attn.proj.bias", new Shape(32))
        .containsEntry("visual.trunk.blocks.0.norm2.weight", new Shape(32))
        .containsEntry("visual.trunk.blocks.0.mlp.fc1.weight", new Shape(64, 32))
        .containsEntry("visual.trunk.norm.weight", new Shape(32))
        .containsEntry("visual.trunk.attn_pool.latent", new Shape(1, 1, 32))
        .containsEntry("visual.trunk.attn_pool.q.weight", new Shape(32, 32))
        .containsEntry("visual.trunk.attn_pool.kv.weight", new Shape(64, 32))
        .containsEntry("visual.trunk.attn_pool.kv.bias", new Shape(64))
        .containsEntry("visual.trunk.attn_pool.proj.weight", new Shape(32, 32))
        .containsEntry("visual.trunk.attn_pool.norm.bias", new Shape(32))
        .containsEntry("visual.trunk.attn_pool.mlp.fc2.weight", new Shape(32, 64))
        .containsEntry("text.token_embedding.weight", new Shape(50, 24))
        .containsEntry("text.transformer.resblocks.1.attn.in_proj_weight", new Shape(72, 24))
        .containsEntry("text.ln_final.weight", new Shape(24))
        .containsEntry("text.text_projection.weight", new Shape(32, 24))
        .containsEntry("text.text_projection.bias", new Shape(32))
        .containsEntry("logit_bias", new Shape());
    try (Safetensors golden = Safetensors.open(Golden.SIGLIP_HF.resolve("model.safetensors"))) {
      assertThat(shapes(Layout.HUGGING_FACE, CheckpointDirectory.open(Golden.SIGLIP_HF).config()))
          .containsOnlyKeys(golden.names())
          .allSatisfy(
              (name, shape) ->
                  assertThat(golden.entry(name).shape())
                      .containsExactly(
                          Arrays.stream(shape.getShape()).boxed().toArray(Long[]::new)));
    }
  }

  private static Map<String, Shape> shapes(Layout layout, ClipConfig config) {
    Map<String, Shape> shapes = new HashMap<>();
    layout
        .parameters(config)
        .forEach(stored -> stored.parts().forEach(part -> shapes.put(part.name(), part.shape())));
    return shapes;
  }

  @Test
  void isWrittenInTheHuggingFaceLayoutWhereThatHasAPlaceForIt() {
    ClipConfig config = TestModels.siglip();
    ClipConfig unbiased =
        new ClipConfig(config.embeddingDimension(), config.image(), config.text(), false);
    assertThat(written("biased", config).layout()).isEqualTo(Layout.HUGGING_FACE);
    assertThat(written("unbiased", unbiased).layout()).isEqualTo(Layout.OPEN_CLIP);
    assertThatThrownBy(() -> Layout.HUGGING_FACE.parameters(unbiased))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("SigLIP's towers with a logit bias");
  }

  @Test
  void isWrittenWithItsOwnImageProcessor() throws IOException {
    Path written = SmallCheckpoint.writeSiglip(dir.resolve("siglip"), 1).directory();
    JsonNode file =
        new ObjectMapper().readTree(written.resolve("preprocessor_config.json").toFile());
    assertThat(file.path("image_processor_type").asText()).isEqualTo("SiglipImageProcessor");
    assertThat(file.has("do_center_crop")).isFalse();
    assertThat(file.path("size").toString()).isEqualTo("{\"height\":32,\"width\":32}");
    assertThat(CheckpointDirectory.open(written).preprocessing())
        .isEqualTo(Preprocessing.siglip(SmallCheckpoint.SIDE));
  }

  private CheckpointDirectory written(String name, ClipConfig config) {
    try (Weights weights = TestModels.random(config, 1)) {
      CheckpointWriter.write(
          dir.resolve(name),
          config,
          Preprocessing.clip(config.image().imageSize()),
          weights.arrays(),
          DataType.FLOAT32,
          CheckpointExtras.card("# A model"));
      CheckpointDirectory read = CheckpointDirectory.open(dir.resolve(name));
      assertThat(read.config()).isEqualTo(config);
      requireEqual(read, weights);
      return read;
    }
  }
}
