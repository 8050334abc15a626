package io.clipstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModifiedResNet;
import io.clipstream.model.encoder.ParameterTable;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitecturesTest {
  @ParameterizedTest
  @CsvSource({
    "RN50, 102007137",
    "RN101, 119688033",
    "RN50x4, 178300601",
    "RN50x16, 290979217",
    "RN50x64, 623258305",
    "ViT-B/32, 151277313",
    "ViT-B/16, 149620737",
    "ViT-L/14, 427616513",
    "ViT-L/14@336, 427944193"
  })
  void countsAsManyParametersAsPublished(String name, long published) {
    long parameters =
        ParameterTable.of(Architectures.named(name)).entrySet().stream()
            .filter(entry -> ParameterTable.isTrained(entry.getKey()))
            .map(Map.Entry::getValue)
            .mapToLong(Shape::size)
            .sum();

    assertThat(parameters).isEqualTo(published);
  }

  @Test
  void namesTheKnownArchitecturesWhereOneIsUnknown() {
    assertThatThrownBy(() -> Architectures.named("ViT-Z/1"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("ViT-Z/1")
        .hasMessageContaining("ViT-B/32");
    assertThat(Architectures.names()).hasSize(9);
  }

  @Test
  void readsAModelDescriptionWithAndWithoutItsEnvelope(@TempDir Path dir) throws IOException {
    String model =
        """
        {"embed_dim": 64, "quick_gelu": true,
         "vision_cfg": {"image_size": 64, "layers": [1, 1, 1, 1], "width": 16},
         "text_cfg": {"context_length": 32, "vocab_size": 1000, "width": 64, "heads": 2,
                      "layers": 2}}""";
    Path bare = Files.writeString(dir.resolve("bare.json"), model);
    Path wrapped = Files.writeString(dir.resolve("c.json"), "{\"model_cfg\": " + model + "}");

    ClipConfig config = Architectures.read(bare);

    assertThat(config).isEqualTo(Architectures.read(wrapped));
    assertThat(((ModifiedResNet) config.image()).heads()).isEqualTo(8);
    assertThat(config.text().mlpWidth()).isEqualTo(256);
  }
}
