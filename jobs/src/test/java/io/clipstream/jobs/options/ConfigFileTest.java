package io.clipstream.jobs.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
  @TempDir Path folder;

  private Map<String, String> read(String name, String text) throws IOException {
    return ConfigFile.read(Files.writeString(folder.resolve(name), text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no",
        "yes",
        "on",
        "true",
        "1.10",
        "007",
        "0x1F",
        "0o17",
        "1_000",
        "1e3",
        "12:30",
        ".5",
        "2024-01-01",
        "2024-01-01T10:00:00Z",
        "=",
        ".inf",
        ".NaN",
        "+1",
        "nullable",
        "NaN"
      })
  void valuesStayAsWritten(String value) throws IOException {
    assertThat(read("job.yaml", "job.name: " + value + "\nkafka:\n  a: [" + value + ", x]\n"))
        .isEqualTo(Map.of("job.name", value, "kafka.a", value + ",x"));
  }

  @Test
  void nothingIsLeftOut() throws IOException {
    assertThat(read("job.yaml", "a: ~\nb: null\nc:\nd: 'null'\ne: ''\n"))
        .isEqualTo(Map.of("d", "null", "e", ""));
    assertThat(read("job.yaml", "# nothing yet\n")).isEmpty();
    assertThat(read("job.yaml", "")).isEmpty();
  }

  @Test
  void marksAndLineEndsOfEditorsAreNoPartOfAName() throws IOException {
    assertThat(read("job.yaml", "\ufeffa: 1\r\nb: 2\r\n")).isEqualTo(Map.of("a", "1", "b", "2"));
    assertThat(read("job.properties", "\ufeffa=1\r\nb=2\r\n"))
        .isEqualTo(Map.of("a", "1", "b", "2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "job.yaml|a: 1\\nb: 2\\na: 3|duplicate key a",
        "job.yaml|a: {b: 1}\\na.b: 2|'a.b' is given twice",
        "job.yaml|a: {b: 1, b: 2}|duplicate key b",
        "job.yaml|a: 1\\n---\\nb: 2|document",
        "job.yaml|- a\\n- b|it holds no options",
        "job.yaml|text|it holds no options",
        "job.yaml|a: [{b: 1}]|neither a text nor a list",
        "job.yaml|a: [b|no YAML that can be read: line 1",
        "job.yaml|a: !!java.io.File x|no YAML that can be read",
        "job.yaml|a: !!int 7|line 1: tag tag:yaml.org,2002:int, expected none",
        "job.properties|a=1\\na: 2|'a' is given twice",
        "job.properties|a=\\u00zz|no properties file",
      })
  void whatCanBeReadInTwoWaysIsRefused(String name, String text, String message) {
    assertThatThrownBy(() -> read(name, text.replace("\\n", "\n")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(name + ": ")
        .hasMessageContaining(message);
  }

  @Test
  void whatIsNoTextIsRefused() throws IOException {
    for (String name : new String[] {"job.yaml", "job.properties"}) {
      Path file = folder.resolve(name);
      Files.write(file, "a: 1".getBytes(StandardCharsets.UTF_16));
      assertThatThrownBy(() -> ConfigFile.read(file)).hasMessageContaining("found UTF-16");
      Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xff});
      assertThatThrownBy(() -> ConfigFile.read(file)).hasMessageContaining("expected UTF-8");
    }
    Path bomb = folder.resolve("job.yaml");
    Files.writeString(bomb, "[".repeat(100_000));
    assertThatThrownBy(() -> ConfigFile.read(bomb)).isInstanceOf(SettingException.class);
  }
}
