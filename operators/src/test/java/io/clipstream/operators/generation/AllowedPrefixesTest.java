package io.clipstream.operators.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.model.ModelException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedPrefixesTest {
  private final AllowedPrefixes allowed =
      new AllowedPrefixes(List.of("/models", "s3://bucket/clip/"));

  @ParameterizedTest
  @CsvSource({
    "/models/a, file:/models/a",
    "file:///models/a/, file:/models/a",
    "file:/models//a, file:/models/a",
    "s3://bucket/clip/7, s3://bucket/clip/7",
    "S3://bucket/clip/7/, s3://bucket/clip/7",
    "/models, file:/models",
  })
  void whatLiesUnderAPrefixIsOpenInItsPlainForm(String uri, String plain) {
    assertThat(allowed.check(uri)).hasToString(plain);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/models2/a",
        "/etc/passwd",
        "/models/../etc",
        "/models/%2e%2e/etc",
        "file://host/models/a",
        "s3://bucket/clipper",
        "s3://other/clip/7",
        "s3://user@bucket/clip/7",
        "http://bucket/clip/7",
        "s3://bucket/clip/7?versionId=1",
        "models/a",
        "",
        "jar:file:/models/a.jar!/x",
        "/models/a b",
      })
  void nothingElseIs(String uri) {
    assertThatThrownBy(() -> allowed.check(uri))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("URI '" + uri + "'");
  }

  @Test
  void withoutPrefixesNothingIsOpen() {
    assertThatThrownBy(() -> new AllowedPrefixes(List.of()).check("/models/a"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("none of the allowed prefixes []");
  }
}
