package io.clipstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.encoder.ParameterTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Towers that OpenCLIP describes by options and names have as many parameters as it publishes, in
 * millions, in docs/model_profile.csv: one that lacks a layer or has one too many shows.
 */
class OpenClipCountsTest {
  private static final String B_32 =
      "'image_size': 224, 'layers': 12, 'width': 768, 'patch_size': 32";
  private static final String CLIPA =
      "'patch_size': 14, 'no_ln_pre': true, 'pool_type': 'avg', 'final_ln_after_pool': true";
  private static final String CLIPA_TEXT =
      "'context_length': 32, 'vocab_size': 32000, 'pool_type': 'last', 'no_causal_mask': true";

  @TempDir private Path dir;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "ViT-M-16-alt|384|'layers': 12, 'width': 512, 'patch_size': 16, 'ls_init_value': 1e-4"
            + "|'width': 384, 'heads': 6, 'layers': 12|38.53|40.44",
        "ViT-L-14-CLIPA|768|'image_size': 224, 'layers': 24, 'width': 1024, "
            + CLIPA
            + "|'width': 768, 'heads': 12, 'layers': 12, "
            + CLIPA_TEXT
            + "|303.96|110.25",
        "ViT-H-14-CLIPA-336|1024|'image_size': 336, 'layers': 32, 'width': 1280, 'head_width': 80, "
            + CLIPA
            + "|'width': 1024, 'heads': 16, 'layers': 24, "
            + CLIPA_TEXT
            + "|632.48|336.16",
        "convnext_tiny|1024|'timm_model_name': 'convnext_tiny'|'heads': 8|28.61|63.69",
        "convnext_small|512|'timm_model_name': 'convnext_small'|'heads': 8|49.85|63.43",
        "convnext_base_w|640|'timm_model_name': 'convnext_base'|'width': 640, 'heads':"
            + " 10|88.22|91.16",
        "convnext_large|768|'timm_model_name': 'convnext_large'|'width': 768, 'heads':"
            + " 12|197.41|123.65",
        "convnext_large_d|768|'timm_model_name': 'convnext_large', 'timm_proj': 'mlp'"
            + "|'width': 768, 'heads': 12, 'layers': 16|199.77|152.0",
        "convnext_xlarge|1024|'timm_model_name': 'convnext_xlarge'"
            + "|'width': 1024, 'heads': 16, 'layers': 20|350.25|303.65",
        "convnext_xxlarge|1024|'timm_model_name': 'convnext_xxlarge'"
            + "|'width': 1024, 'heads': 16, 'layers': 24|846.54|354.03",
        "coca_ViT-B-32|512|'attentional_pool': true, 'attn_pooler_heads': 8, "
            + B_32
            + "|'context_length': 76, 'embed_cls': true|89.16|63.43",
        "xlm-roberta-base-ViT-B-32|512|"
            + B_32
            + "|'hf_model_name': 'xlm-roberta-base'|87.85|278.27",
        "xlm-roberta-large-ViT-H-14|1024|'layers': 32, 'width': 1280, 'head_width': 80,"
            + " 'patch_size': 14|'hf_model_name': 'xlm-roberta-large'|632.08|560.94"
      })
  void theReleasedModelsHaveAsManyParametersAsTheirAuthorsCount(
      String name, int dimension, String vision, String text, double image, double texts)
      throws IOException {
    Path file = dir.resolve("model.json");
    Files.writeString(
        file,
        "{'embed_dim': %d, 'vision_cfg': {%s}, 'text_cfg': {%s}}"
            .formatted(dimension, vision, text)
            .replace('\'', '"'));
    ClipConfig config = Architectures.read(file);
    long ofImages = 0;
    long all = 0;
    for (Map.Entry<String, Shape> entry : ParameterTable.of(config).entrySet()) {
      all += entry.getValue().size();
      ofImages += entry.getKey().startsWith("visual.") ? entry.getValue().size() : 0;
    }
    assertThat(Math.round(ofImages / 1e4) / 100.0).isEqualTo(image);
    assertThat(Math.round((all - ofImages) / 1e4) / 100.0).isEqualTo(texts);
  }
}
