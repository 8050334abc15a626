package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.properties.PropertiesConfigurationFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration of Log4j that the archive brings for clusters whose logs programs read. */
class JsonLogsOfClusterTest {
  private static final Path CONF = Path.of("src/main/archive/conf");
  private static final String OPERATORS = "io.clipstream.operators.tagging.Rollout";

  @TempDir private Path folder;

  @AfterEach
  void forget() {
    System.clearProperty("log.file");
    ThreadContext.clearMap();
  }

  @Test
  void aLineOfTheFileIsAnObjectWithTheValuesOfTheContext() throws IOException {
    Path file = folder.resolve("taskmanager.log");
    System.setProperty("log.file", file.toString());
    LoggerContext context = start();
    ThreadContext.put("topic", "labels.sets.v1");
    ThreadContext.put("flink-job-id", "735dca5f");
    ThreadContext.put("elses", "key");
    context.getLogger(OPERATORS).warn("it \"says\"\nso", new IllegalStateException("why"));
    context.stop();

    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(1);
    JsonNode line = new ObjectMapper().readTree(lines.get(0));
    assertThat(line.path("topic").asText()).isEqualTo("labels.sets.v1");
    assertThat(line.path("flinkJob").asText()).isEqualTo("735dca5f");
    assertThat(line.path("logger").asText()).isEqualTo(OPERATORS);
    assertThat(line.path("message").asText()).isEqualTo("it \"says\"\nso");
    assertThat(line.path("exception").asText()).contains("IllegalStateException: why");
    assertThat(line.has("elses")).isFalse();
    assertThat(line.has("offset")).isFalse();
  }

  private static LoggerContext start() throws IOException {
    Path file = CONF.resolve("log4j-json.properties");
    LoggerContext context = new LoggerContext("json");
    try (InputStream lines = Files.newInputStream(file)) {
      context.start(
          new PropertiesConfigurationFactory()
              .getConfiguration(context, new ConfigurationSource(lines, file.toFile())));
    }
    return context;
  }

  @Test
  void eachModuleHasALevelAndBothFilesAreAlikeQuiet() throws IOException {
    Properties text = properties("log4j.properties");
    Properties json = properties("log4j-json.properties");
    assertThat(json).containsAllEntriesOf(text);
    assertThat(text.values())
        .containsAll(
            Stream.of("schemas", "control", "model", "learning", "operators", "jobs")
                .map(module -> "io.clipstream." + module)
                .toList());
    assertThat(text.getProperty("logger.clipstream-operators.level")).isEqualTo(Level.INFO.name());
  }

  private static Properties properties(String name) throws IOException {
    Properties properties = new Properties();
    try (InputStream lines = Files.newInputStream(CONF.resolve(name))) {
      properties.load(lines);
    }
    return properties;
  }
}
