package io.clipstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import io.clipstream.model.Activation;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModelException;
import io.clipstream.model.RobertaTextTransformer;
import io.clipstream.model.TextProjection;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** XLM-RoBERTa's text towers, as OpenCLIP names them. {@link OpenClipOptionsTest} writes them. */
class RobertaCheckpointTest extends EditedCheckpoint {
  private ClipConfig read(String text) throws IOException {
    Files.writeString(
        dir.resolve(OPEN_CLIP),
        """
        {'model_cfg': {'embed_dim': 512, 'quick_gelu': true,
          'vision_cfg': {'image_size': 224, 'layers': 12, 'width': 768, 'patch_size': 32},
          'text_cfg': {'hf_tokenizer_name': 'xlm-roberta-base', %s}}}"""
            .formatted(text)
            .replace('\'', '"'));
    return CheckpointDirectory.open(dir).config();
  }

  private static RobertaTextTransformer base(int context, TextProjection projection) {
    return new RobertaTextTransformer(
        context, 250002, 768, 12, 12, 3072, Activation.GELU, 1e-5, 514, 1, projection);
  }

  @Test
  void aNameStandsForAShape() throws IOException {
    assertThat(read("'hf_model_name': 'xlm-roberta-base', 'hf_pooler_type': 'mean_pooler'").text())
        .isEqualTo(base(77, TextProjection.MLP));
    assertThat(
            read("'hf_model_name': 'FacebookAI/xlm-roberta-base', 'context_length': 64,"
                    + " 'hf_proj_type': 'linear', 'hf_model_pretrained': false, 'width': 640")
                .text())
        .isEqualTo(base(64, TextProjection.LINEAR));
    assertThat(read("'hf_model_name': 'xlm-roberta-large'").text())
        .isEqualTo(
            new RobertaTextTransformer(
                77, 250002, 1024, 24, 16, 4096, Activation.GELU, 1e-5, 514, 1, TextProjection.MLP));
  }

  @Test
  void theFileMayChangeTheShape() throws IOException {
    assertThat(
            read("""
                    'hf_model_name': 'xlm-roberta-base',
                    'hf_model_config': {'hidden_size': 96, 'num_hidden_layers': 2,
                      'num_attention_heads': 6, 'intermediate_size': 100, 'vocab_size': 300,
                      'max_position_embeddings': 90, 'layer_norm_eps': 1e-6, 'pad_token_id': 2,
                      'hidden_act': 'gelu_pytorch_tanh', 'hidden_dropout_prob': 0.3}""")
                .text())
        .isEqualTo(
            new RobertaTextTransformer(
                77, 300, 96, 2, 6, 100, Activation.GELU_TANH, 1e-6, 90, 2, TextProjection.MLP));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'hf_model_name': 'roberta-base'|hf_model_name: expected one of XLM-RoBERTa's, xlm-roberta-base",
        "'hf_model_name': 'xlm-roberta-base', 'hf_pooler_type': 'cls_pooler'|hf_pooler_type: expected mean_pooler",
        "'hf_model_name': 'xlm-roberta-base', 'hf_proj_type': 'clap_mlp'|hf_proj_type: expected linear or mlp",
        "'hf_model_name': 'xlm-roberta-base', 'hf_proj_type': null|hf_proj_type: expected linear or mlp, found null",
        "'hf_model_name': 'xlm-roberta-base', 'context_length': 600|context length is 600, expected at most 512",
        "'hf_model_name': 'xlm-roberta-base', 'hf_model_config': {'is_decoder': true}|hf_model_config.is_decoder",
        "'hf_model_name': 'xlm-roberta-base', 'hf_model_config': {'hidden_act': 'relu'}|hidden_act",
        "'hf_model_name': 'xlm-roberta-base', 'hf_model_config': {'pad_token_id': 250002}|padding is 250002",
        "'hf_model_name': 'xlm-roberta-base', 'hf_model_config': {'num_attention_heads': 7}|attention heads"
      })
  void refusesWhatTheLibraryHasAndThisHasNot(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ModelException.class)
        .hasMessageContainingAll(OPEN_CLIP, message)
        .message()
        .hasLineCount(1);
  }

  @Test
  void tensorsHaveTheNamesAndShapesOfTheLibrary() throws IOException {
    assertThat(shapes("mlp"))
        .containsEntry("text.transformer.embeddings.word_embeddings.weight", new Shape(250002, 768))
        .containsEntry(
            "text.transformer.embeddings.position_embeddings.weight", new Shape(514, 768))
        .containsEntry(
            "text.transformer.embeddings.token_type_embeddings.weight", new Shape(1, 768))
        .containsEntry("text.transformer.embeddings.LayerNorm.bias", new Shape(768))
        .containsEntry(
            "text.transformer.encoder.layer.11.attention.self.query.weight", new Shape(768, 768))
        .containsEntry("text.transformer.encoder.layer.0.attention.self.value.bias", new Shape(768))
        .containsEntry(
            "text.transformer.encoder.layer.0.attention.output.dense.weight", new Shape(768, 768))
        .containsEntry(
            "text.transformer.encoder.layer.0.attention.output.LayerNorm.weight", new Shape(768))
        .containsEntry(
            "text.transformer.encoder.layer.0.intermediate.dense.weight", new Shape(3072, 768))
        .containsEntry("text.transformer.encoder.layer.0.output.dense.weight", new Shape(768, 3072))
        .containsEntry("text.transformer.encoder.layer.0.output.LayerNorm.bias", new Shape(768))
        .containsEntry("text.proj.0.weight", new Shape(640, 768))
        .containsEntry("text.proj.2.weight", new Shape(512, 640));
    assertThat(shapes("linear")).containsEntry("text.proj.weight", new Shape(512, 768));
  }

  private Map<String, Shape> shapes(String projection) throws IOException {
    Map<String, Shape> shapes = new HashMap<>();
    Layout.OPEN_CLIP
        .parameters(
            read("'hf_model_name': 'xlm-roberta-base', 'hf_proj_type': '" + projection + "'"))
        .forEach(stored -> stored.parts().forEach(part -> shapes.put(part.name(), part.shape())));
    return shapes;
  }
}
