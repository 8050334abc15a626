package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Commands that files for clusters start, held to what the commands take. */
class DeployedCommandsTest {
  private static final Path ARCHIVE = Path.of("..", "distribution", "src", "main", "archive");

  @Test
  void kubernetesStartsTheDashboardWithOptionsThatItHas() throws IOException {
    Path file = ARCHIVE.resolve("kubernetes/base/dashboard.yaml");
    List<String> words = new ArrayList<>();
    JsonNode deployment = new ObjectMapper(new YAMLFactory()).readTree(file.toFile());
    deployment
        .at("/spec/template/spec/containers/0/args")
        .forEach(word -> words.add(word.asText()));
    assertThatCode(() -> Main.commandLine().parseArgs(words.toArray(String[]::new)))
        .doesNotThrowAnyException();
  }
}
