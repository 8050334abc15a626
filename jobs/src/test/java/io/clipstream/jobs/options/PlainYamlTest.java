package io.clipstream.jobs.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainYamlTest {
  @TempDir Path folder;

  private Object read(String text) throws IOException {
    return PlainYaml.read(Files.writeString(folder.resolve("file"), text), "no YAML");
  }

  @Test
  void whatMergesBeforeAColonIsATextElsewhere() throws IOException {
    assertThat(read("[<<, a<<b, '<<']")).isEqualTo(List.of("<<", "a<<b", "<<"));
  }

  @Test
  void mergedFieldsGiveWayToOwnOnesAndToThoseMergedBefore() throws IOException {
    Map<String, Object> withNull = new HashMap<>();
    withNull.put("y", null);
    withNull.put("z", "2");
    List<?> maps =
        (List<?>)
            read(
                """
                - &a {x: 1, y: 1}
                - &b {y: 2, z: 2}
                - {<<: [*a, *b], x: 3}
                - {y: ~, <<: *b}
                """);
    assertThat(maps.get(2)).isEqualTo(Map.of("x", "3", "y", "1", "z", "2"));
    assertThat(maps.get(3)).isEqualTo(withNull);
  }

  @Test
  void jsonIsReadByItsOwnRules() throws IOException {
    assertThat(
            read(
                """
                {
                \t"a": ["x\\/y", "\\ud83d\\ude00", 1.10, 1e3, true, null],
                \t"b": {"c": "no"}
                }
                """))
        .isEqualTo(
            Map.of(
                "a",
                Arrays.asList("x/y", "\ud83d\ude00", "1.10", "1e3", "true", null),
                "b",
                Map.of("c", "no")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\": 1,\\n\"a\": 2}|line 2: duplicate key a",
        "{\"a\": 1} {\"b\": 2}|line 1",
        "{\"a\": [1, 2}|line 1",
        "{a: 1, 'a': 2}|line 1: duplicate key a",
        "{<<: {a: 1}, <<: {b: 1}}|line 1: duplicate key <<",
        "- <<: a|line 1: expected a map to merge",
        "- <<: ~|line 1: expected a map to merge",
        "- <<: [{a: 1}, b]|line 1: expected a map to merge",
        "[a, !!binary YQ==]|tag tag:yaml.org,2002:binary, expected none",
        "!!set {a, b}|tag tag:yaml.org,2002:set, expected none",
        "a: !!java.io.File x|expected none",
        "a: !mine x|tag !mine, expected none",
        "? {a: b}\\n: c|line 1: a key is no text",
        "a: &a {b: *a}|line 1: an alias stands within what it stands for",
        "a: &a [b, [*a]]|line 1: an alias stands within what it stands for",
        "a: &a {<<: *a, b: c}|line 1: an alias stands within what it stands for",
        "? &a [*a]\\n: b|line 1: an alias stands within what it stands for",
        "a: \u0007x|it holds '\\u0007', which YAML takes escaped",
      })
  void whatIsNoPlainTreeIsRefused(String text, String message) {
    assertThatThrownBy(() -> read(text.replace("\\n", "\n")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("file: no YAML: ")
        .hasMessageContaining(message);
  }

  /** Each form of a level that holds what is below it several times. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a0: &a0 [x]|a%1$d: &a%1$d [*a%2$d, *a%2$d, *a%2$d]",
        "a0: &a0 {x: y}|a%1$d: &a%1$d {k: *a%2$d, l: *a%2$d, m: *a%2$d}",
        "a0: &a0 {x: y}|a%1$d: &a%1$d {k%1$d: z, <<: [*a%2$d, *a%2$d, *a%2$d]}",
        "a0: &a0 [x]|? [*a%2$d, *a%2$d]\\n: &a%1$d [*a%2$d, *a%2$d]",
      })
  void smallFilesDoNotUnfoldToLargeOnes(String first, String level) {
    StringBuilder bomb = new StringBuilder(first + "\n");
    for (int i = 1; i < 60; i++) {
      bomb.append(level.replace("\\n", "\n").formatted(i, i - 1)).append('\n');
    }
    assertThatThrownBy(() -> read(bomb.toString()))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("file: no YAML: line ");
  }

  @Test
  void depthIsBounded() {
    for (String open : new String[] {"[", "{\"a\":", "{a: ", "- "}) {
      assertThatThrownBy(() -> read(open.repeat(100_000))).isInstanceOf(SettingException.class);
    }
    assertThatThrownBy(() -> read("[".repeat(90) + "]".repeat(90)))
        .isInstanceOf(SettingException.class);
  }
}
