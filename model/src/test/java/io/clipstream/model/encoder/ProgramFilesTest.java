package io.clipstream.model.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.ClipConfig;
import io.clipstream.model.Precision;
import io.clipstream.model.testing.TestModels;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A family's program is made of its own files: what other families need does not leak into it. */
class ProgramFilesTest {
  static Stream<Arguments> families() {
    return Stream.of(
        Arguments.of(
            TestModels.vit(), List.of("vision_transformer", "text_transformer", "captioning")),
        Arguments.of(
            TestModels.resNet(), List.of("modified_resnet", "text_transformer", "captioning")),
        Arguments.of(
            TestModels.siglip(), List.of("siglip_vision_transformer", "siglip_text_transformer")),
        Arguments.of(
            TestModels.convNeXt(),
            List.of("layer_scale", "convnext", "text_transformer", "captioning")));
  }

  @ParameterizedTest
  @MethodSource("families")
  void aProgramIsOfItsOwnFilesByteForByte(ClipConfig config, List<String> towers) {
    StringBuilder expected = new StringBuilder();
    Stream.of(
            Stream.of("convolution", "products", "patches", "transformer"),
            towers.stream(),
            Stream.of("inference", "training"))
        .flatMap(files -> files)
        .forEach(name -> expected.append(expected.length() == 0 ? "" : "\n").append(file(name)));
    assertThat(ProgramText.of(config, Precision.FP32)).matches(anyConstants(expected.toString()));
  }

  private static Pattern anyConstants(String text) {
    return Pattern.compile(
        Stream.of(text.split("\\$[A-Z_]+", -1))
            .map(Pattern::quote)
            .reduce((a, b) -> a + "[^\\n]+?" + b)
            .orElseThrow());
  }

  private static String file(String name) {
    try (InputStream in = ProgramText.class.getResourceAsStream(name + ".py")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
