package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSets;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelSetFileTest {
  private static final List<String> ODD =
      List.of(
          "no",
          "Yes",
          "on",
          "y",
          "true",
          "1.10",
          "007",
          "12:30",
          "2024-01-01",
          "0x1F",
          "0o17",
          "1_000",
          "1e3",
          ".5",
          "+1",
          ".inf",
          ".NaN",
          "=",
          "<",
          "2001-12-14t21:59:43.10-05:00",
          "nullable",
          "cat");

  @TempDir Path folder;

  private LabelSet read(String text) throws IOException {
    return LabelSetFile.read(Files.writeString(folder.resolve("labels.yaml"), text)).set();
  }

  private static List<String> names(LabelSet set) {
    return set.getLabels().stream().map(Label::getName).toList();
  }

  @Test
  void namesStayAsWritten() throws IOException {
    String flow = "id: 1.10\nlabels: [" + String.join(", ", ODD) + "]\n";
    assertThat(names(read(flow))).isEqualTo(ODD);
    assertThat(read(flow).getId()).isEqualTo("1.10");
    String block = "id: x\nlabels:\n  - " + String.join("\n  - ", ODD) + "\n";
    assertThat(names(read(block))).isEqualTo(ODD);
    LabelSet fields =
        read("{id: x, labels: [{name: no, prompts: [007, 1e3], parent: 1.0}, {name: 1.0}]}");
    assertThat(names(fields)).containsExactly("no", "1.0");
    assertThat(fields.getLabels().get(0).getPrompts()).containsExactly("007", "1e3");
    assertThat(fields.getLabels().get(0).getParent()).isEqualTo("1.0");
    assertThat(names(read("{\"id\": \"x\", \"labels\": [\"null\", \"~\", 7, true]}")))
        .containsExactly("null", "~", "7", "true");
  }

  @Test
  void whatIsWrittenIsReadBackAsItWas() throws IOException {
    List<Label> labels =
        Stream.concat(
                ODD.stream(),
                Stream.of(
                    "null",
                    "~",
                    "a: b",
                    "- a",
                    "#a",
                    "&a",
                    "*a",
                    "a #b",
                    "'a'",
                    "\"a\"",
                    "[a",
                    "{a",
                    "!a",
                    "%a",
                    "@a",
                    "`a",
                    "|",
                    ">",
                    "?",
                    "a\u202eb",
                    "سلام",
                    "日本",
                    "?a"))
            .map(name -> Label.newBuilder().setName(name).build())
            .toList();
    LabelSet set =
        LabelSet.newBuilder()
            .setId("null")
            .setRevision(7)
            .setDescription("two\nlines, 007")
            .setLabels(labels)
            .build();
    LabelSet back = read(LabelSetFile.text(set));
    assertThat(names(back)).isEqualTo(names(set));
    assertThat(LabelSets.contentHash(back)).isEqualTo(LabelSets.contentHash(set));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{id: x, labels: [~, cat]}|label 1 is ~, null or nothing",
        "{id: x, labels: [cat, null]}|label 2 is ~, null or nothing",
        "{id: x, labels: [NULL]}|put it in quotes",
        "{id: x, labels: [{name: ~}]}|the name of label 1 is ~",
        "{id: x, labels: [{name: a, prompts: [b, ~]}]}|item 2 of prompts of label 'a' is ~",
        "{id: x, templates: [~], labels: [a]}|item 1 of templates is ~",
        "{id: ~, labels: [a]}|id is missing",
        "{id: x, labels: [[a]]}|label 1 is no text",
        "{id: x, labels: [{name: [a]}]}|the name of label 1 is no text",
        "{id: x, labels: [!!int 7]}|line 1: tag tag:yaml.org,2002:int, expected none",
        "{id: x, id: y, labels: [a]}|duplicate key id",
        "{id: x, labels: [a], labels: [b]}|duplicate key labels",
        "{id: x, labels: [{name: a, name: b}]}|duplicate key name",
        "{id: x, labels: [a]}\\n---\\n{id: y, labels: [b]}|document",
        "{id: x, labels: [a]}\\n...\\n{id: y, labels: [b]}|document",
        "{id: x, labels: [a], revision: 1.5}|revision is '1.5', expected a whole number",
        "{id: x, labels: [a], revision: 0x10}|revision is '0x10'",
        "{id: x, labels: [{name: a, threshold: high}]}|threshold of label 'a' is 'high'",
        "{id: x, labels: [{name: a, threshold: 0x1p3}]}|threshold of label 'a' is '0x1p3'",
        "{id: x, labels: [{name: a, threshold: 1f}]}|threshold of label 'a' is '1f'",
        "''|it holds no label set",
        "'id: [\\e'|cannot be read as YAML",
        "'id: \u0007'|cannot be read as YAML",
        "{? [a] : b, id: x, labels: [a]}|line 1: a key is no text",
        "{~: b, id: x, labels: [a]}|line 1: a key is no text",
        "{id: x, labels: [a, b: c]}|label 2 has a field 'b', expected some of name",
        "{id: x, labels: [a, {threshold: 1}]}|label 2 has no name",
      })
  void whatCanBeReadInTwoWaysIsRefused(String text, String message) {
    assertThatThrownBy(() -> read(text.replace("\\n", "\n")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("labels.yaml: ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "- {name: b, threshold: 2}|5|threshold of label 'b' is 2.0, expected 0 to 1",
        "- name: b\\n  threshold: 2|6|threshold of label 'b' is 2.0",
        "- b\\n- a|6|label 'a' is there twice",
        "- {name: a}|5|label 'a' is there twice",
        "- name: b\\n  prompts:\\n  - c\\n  - c|8|prompt of label 'b' 'c' is there twice",
        "- b\\n- {name: c, parent: d}|6|parent of label 'c' is 'd'",
        "- b\\n- {name: c,\\n     threshold: high}|7|threshold of label 'c' is 'high'",
        "- b\\n- {name: c,\\n     action: SING}|7|action of label 'c' is 'SING'",
        "- b\\n- {name: c,\\n     sing: x}|7|label 'c' has a field 'sing'",
        "- b\\n- ~|6|label 3 is ~",
        "scoring: SOFT|5|scoring is 'SOFT'",
        "revision: 0|5|revision is 0, expected 1 or more",
        "templates:\\n- nothing|6|template 'nothing' has no {}",
      })
  void whatIsWrongIsNamedWithItsLine(String more, int line, String message) {
    String text = "# a comment\nid: x\nlabels:\n- a\n" + more.replace("\\n", "\n") + "\n";
    assertThatThrownBy(
            () -> LabelSetFile.read(Files.writeString(folder.resolve("labels.yaml"), text)).valid())
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("labels.yaml: line " + line + ": ")
        .hasMessageContaining(message);
  }

  @Test
  void jsonThatIsNoYamlHasNoLines() throws IOException {
    Path file = folder.resolve("labels.json");
    Files.writeString(file, "{\"id\": \"x\",\n\t\"labels\": [\"a\", \"a\"]}");
    assertThatThrownBy(() -> LabelSetFile.read(file).valid())
        .hasMessageContaining("labels.json: label set 'x'")
        .hasMessageContaining("label 'a' is there twice");
  }

  @Test
  void numbersAreReadAsNumbersWhereTheyAreSome() throws IOException {
    LabelSet set =
        read(
            "{id: x, revision: 17, labels: [{name: a, threshold: .5}, {name: b, threshold: 1e-1}]}");
    assertThat(set.getRevision()).isEqualTo(17);
    assertThat(set.getLabels().get(0).getThreshold()).isEqualTo(0.5f);
    assertThat(set.getLabels().get(1).getThreshold()).isEqualTo(0.1f);
  }

  @Test
  void anchorsAndMergingSaveWriting() throws IOException {
    LabelSet set =
        read(
            """
            id: x
            labels:
              - &strict {name: a, threshold: 0.9, prompts: &p [one, two]}
              - {<<: *strict, name: b}
              - {name: c, prompts: *p}
            """);
    assertThat(names(set)).containsExactly("a", "b", "c");
    assertThat(set.getLabels().get(1).getThreshold()).isEqualTo(0.9f);
    assertThat(set.getLabels().get(2).getPrompts()).containsExactly("one", "two");
  }

  @Test
  void marksOfEditorsAndOtherEncodings() throws IOException {
    assertThat(names(read("\ufeffid: x\r\nlabels:\r\n- cat\r\n"))).containsExactly("cat");
    Path file = folder.resolve("labels.yaml");
    Files.write(file, "id: x".getBytes(StandardCharsets.UTF_16LE));
    assertThatThrownBy(() -> LabelSetFile.read(file)).isInstanceOf(SettingException.class);
    Files.write(file, new byte[] {'i', 'd', ':', ' ', (byte) 0xfc});
    assertThatThrownBy(() -> LabelSetFile.read(file)).hasMessageContaining("expected UTF-8");
  }

  @Test
  void smallFilesThatUnfoldToLargeOnesAreHarmless() throws IOException {
    StringBuilder bomb = new StringBuilder("id: x\na0: &a0 [x, x]\n");
    for (int i = 1; i < 60; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1));
    }
    assertThatThrownBy(() -> read(bomb.toString())).isInstanceOf(SettingException.class);
    assertThatThrownBy(() -> read("[".repeat(200_000))).isInstanceOf(SettingException.class);
    assertThatThrownBy(() -> read("id: &a [*a]\nlabels: [x]")).isInstanceOf(SettingException.class);
  }
}
