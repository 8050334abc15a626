package io.clipstream.schemas.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The template of Log4j's JsonTemplateLayout: a field for each key, and those of every event. */
class LogTemplateTest {
  @Test
  void itHasEveryKeyAndNoOther() throws IOException {
    List<String> expected =
        new ArrayList<>(List.of("timestamp", "level", "logger", "thread", "message"));
    Arrays.stream(LogKey.values()).map(LogKey::key).forEach(expected::add);
    expected.addAll(List.of("flinkJob", "exception"));
    List<String> fields = new ArrayList<>();
    template().fieldNames().forEachRemaining(fields::add);
    assertThat(fields).isEqualTo(expected);
  }

  @Test
  void keysAreReadFromTheContextUnderTheirOwnNames() throws IOException {
    JsonNode template = template();
    assertThat(LogKey.values())
        .allSatisfy(
            key -> {
              assertThat(template.at("/" + key.key() + "/$resolver").asText()).isEqualTo("mdc");
              assertThat(template.at("/" + key.key() + "/key").asText()).isEqualTo(key.key());
            });
  }

  private static JsonNode template() throws IOException {
    try (InputStream file = Log.class.getResourceAsStream("log-template.json")) {
      return new ObjectMapper().readTree(file);
    }
  }
}
