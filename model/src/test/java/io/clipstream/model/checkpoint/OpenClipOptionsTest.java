package io.clipstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.model.Activation;
import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ImagePooling;
import io.clipstream.model.ImagePooling.Positions;
import io.clipstream.model.OpenTextTransformer;
import io.clipstream.model.OpenVisionTransformer;
import io.clipstream.model.TextPooling;
import io.clipstream.model.TextPooling.Position;
import io.clipstream.model.TextProjection;
import io.clipstream.model.TextTower;
import io.clipstream.model.VisionTransformer;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.testing.OddOpenModels;
import io.clipstream.model.testing.TestModels;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Transformers with options of OpenCLIP's, as its files describe them. */
class OpenClipOptionsTest extends EditedCheckpoint {
  private static final VisionTransformer PLAIN =
      new VisionTransformer(224, 32, 768, 12, 12, 3072, Activation.GELU, 1e-5);
  private static final TextTower TEXT =
      new CausalTextTransformer(77, 49408, 512, 12, 8, 2048, Activation.GELU, 1e-5, -1);

  private ClipConfig read(String vision, String text) throws IOException {
    Files.writeString(
        dir.resolve(OPEN_CLIP),
        """
        {'model_cfg': {'embed_dim': 512, 'custom_text': true,
          'vision_cfg': {'image_size': 224, 'layers': 12, 'width': 768, 'patch_size': 32%s},
          'text_cfg': {'context_length': 77, 'vocab_size': 49408, 'width': 512, 'heads': 8,
                       'layers': 12%s}}}"""
            .formatted(vision.isEmpty() ? "" : ", " + vision, text.isEmpty() ? "" : ", " + text)
            .replace('\'', '"'));
    return CheckpointDirectory.open(dir).config();
  }

  private static ClipConfig image(
      boolean normBefore, boolean fixed, ImagePooling pooling, double scale) {
    return new ClipConfig(
        512, new OpenVisionTransformer(PLAIN, normBefore, fixed, pooling, scale), TEXT);
  }

  private static ClipConfig text(
      boolean causal, TextPooling pooling, TextProjection projection, double scale) {
    return new ClipConfig(
        512,
        PLAIN,
        new OpenTextTransformer(
            77,
            49408,
            512,
            12,
            8,
            2048,
            Activation.GELU,
            1e-5,
            causal,
            pooling,
            projection,
            scale));
  }

  @Test
  void readsTheOptionsOfImageTowers() throws IOException {
    assertThat(read("'ls_init_value': 1e-4", ""))
        .isEqualTo(image(true, false, Positions.CLASS_TOKEN, 1e-4));
    assertThat(read("'no_ln_pre': true, 'pool_type': 'avg', 'final_ln_after_pool': true", ""))
        .isEqualTo(image(false, false, Positions.NORMED_MEAN, 0));
    assertThat(read("'pool_type': 'avg', 'pos_embed_type': 'sin_cos_2d'", ""))
        .isEqualTo(image(true, true, Positions.MEAN_OF_NORMED, 0));
    assertThat(read("'attentional_pool': true, 'attn_pooler_heads': 4", ""))
        .isEqualTo(image(true, false, new ImagePooling.Attention(256, 4), 0));
  }

  @Test
  void readsTheOptionsOfTextTowers() throws IOException {
    assertThat(read("", "'no_causal_mask': true, 'pool_type': 'last'"))
        .isEqualTo(text(false, Position.LAST, TextProjection.LINEAR, 0));
    assertThat(read("", "'pool_type': 'first', 'proj_bias': true"))
        .isEqualTo(text(true, Position.FIRST, TextProjection.BIASED, 0));
    assertThat(read("", "'embed_cls': true, 'pad_id': 3"))
        .isEqualTo(text(true, new TextPooling.ClassEmbedding(3), TextProjection.LINEAR, 0));
    assertThat(read("", "'proj_type': 'none', 'ls_init_value': 0.1"))
        .isEqualTo(text(true, Position.HIGHEST, TextProjection.NONE, 0.1));
    assertThat(read("", "'no_causal_mask': true, 'pool_type': 'eos', 'eos_id': 7"))
        .isEqualTo(text(false, new TextPooling.EndToken(7), TextProjection.LINEAR, 0));
  }

  /** A decoder of captions behind the towers is not for tagging. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'patch_dropout': 0.5, 'output_tokens': true|'output_tokens': true, 'pad_id': 9",
        "'final_ln_after_pool': true|'text_mask': 'first', 'no_causal_mask': false",
        "'attentional_pool': false, 'attn_pooler_queries': 9|'proj_bias': false, 'proj_type': 'linear'",
        "'pos_embed_type': 'learnable', 'no_ln_pre': false|'final_ln_after_pool': true"
      })
  void optionsThatChangeNoFeaturesLeaveAPlainModel(String vision, String text) throws IOException {
    assertThat(read(vision, text)).isEqualTo(new ClipConfig(512, PLAIN, TEXT));
  }

  static Stream<Named<ClipConfig>> architectures() {
    return OddOpenModels.all();
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void whatIsWrittenIsReadAgain(ClipConfig config) {
    try (Weights weights = TestModels.random(config, 1)) {
      CheckpointWriter.write(
          dir.resolve("written"),
          config,
          Preprocessing.clip(config.image().imageSize()),
          weights.arrays(),
          DataType.FLOAT32,
          CheckpointExtras.card("# A model"));
      CheckpointDirectory read = CheckpointDirectory.open(dir.resolve("written"));
      assertThat(read.layout()).isEqualTo(Layout.OPEN_CLIP);
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

  /**
   * {@code custom_text} or not: the file's names say how the text tower was a part of the model.
   */
  @ParameterizedTest
  @MethodSource("architecturesByNames")
  void textTowersAreFoundUnderEitherName(ClipConfig config, String from, String to)
      throws IOException {
    try (Weights weights = TestModels.random(config, 1)) {
      Files.write(
          dir.resolve(OPEN_CLIP),
          new ObjectMapper()
              .writeValueAsBytes(
                  Map.of("model_cfg", OpenClipConfigWriter.modelCfg(config, Map.of()))));
      Map<String, NDArray> stored = new LinkedHashMap<>();
      Layout.OPEN_CLIP
          .toLayout(config, weights.arrays(), weights.manager())
          .forEach((name, array) -> stored.put(renamed(name, from, to), array));
      try (OutputStream out = Files.newOutputStream(dir.resolve("open_clip_model.safetensors"))) {
        new SafetensorsWriter("model", DataType.FLOAT32).write(out, Map.of(), stored);
      }
      CheckpointDirectory read = CheckpointDirectory.open(dir);
      assertThat(read.unknownTensors()).isEmpty();
      requireEqual(read, weights);
    }
  }

  static Stream<Arguments> architecturesByNames() {
    return Stream.of(
        Arguments.of(OddOpenModels.all().findFirst().orElseThrow().getPayload(), "text.", ""),
        Arguments.of(TestModels.vit(), "", "text."));
  }

  private static String renamed(String name, String from, String to) {
    boolean ofTexts = !name.startsWith("visual.") && !name.startsWith("logit_");
    return ofTexts && name.startsWith(from) ? to + name.substring(from.length()) : name;
  }

  @Test
  void tensorsHaveTheNamesAndShapesOfTheLibrary() {
    Map<String, Shape> shapes = new HashMap<>();
    OddOpenModels.all()
        .forEach(
            config ->
                Layout.OPEN_CLIP
                    .parameters(config.getPayload())
                    .forEach(
                        stored ->
                            stored
                                .parts()
                                .forEach(part -> shapes.putIfAbsent(part.name(), part.shape()))));
    assertThat(shapes)
        .containsEntry("visual.transformer.resblocks.1.ls_1.gamma", new Shape(12))
        .containsEntry("visual.transformer.resblocks.0.ls_2.gamma", new Shape(12))
        .containsEntry("visual.positional_embedding", new Shape(50, 12))
        .containsEntry("visual.attn_pool.query", new Shape(3, 15))
        .containsEntry("visual.attn_pool.attn.q_proj_weight", new Shape(15, 15))
        .containsEntry("visual.attn_pool.attn.k_proj_weight", new Shape(15, 12))
        .containsEntry("visual.attn_pool.attn.v_proj_weight", new Shape(15, 12))
        .containsEntry("visual.attn_pool.attn.in_proj_weight", new Shape(36, 12))
        .containsEntry("visual.attn_pool.attn.in_proj_bias", new Shape(45))
        .containsEntry("visual.attn_pool.attn.out_proj.bias", new Shape(15))
        .containsEntry("visual.attn_pool.ln_q.weight", new Shape(15))
        .containsEntry("visual.attn_pool.ln_k.weight", new Shape(12))
        .containsEntry("text.cls_emb", new Shape(21))
        .containsEntry("text.transformer.resblocks.2.ls_1.gamma", new Shape(21))
        .containsEntry("text.text_projection", new Shape(21, 9))
        .containsEntry("text.text_projection.weight", new Shape(12, 21))
        .containsEntry("text.text_projection.bias", new Shape(12))
        .doesNotContainKey("visual.fixed_positional_embedding");
  }
}
