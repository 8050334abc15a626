package io.clipstream.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuiteFileTest {
  @TempDir private Path dir;

  private Path file(String text) throws IOException {
    return Files.writeString(dir.resolve("suite.yaml"), text);
  }

  @Test
  void aSetNeedsItsTableAlone() throws IOException {
    Suite suite = SuiteFile.read(file("sets:\n  - data: e1.tsv\n"));

    assertThat(suite.sets()).hasSize(1);
    Suite.Entry set = suite.sets().get(0);
    assertThat(set.name()).isEqualTo("e1");
    assertThat(set.data()).isEqualTo(dir.resolve("e1.tsv").toAbsolutePath());
    assertThat(set.metric()).isEqualTo(Suite.Metric.TOP1);
    assertThat(set.templates().templates()).containsExactly("{}");
    assertThat(suite.prompts()).containsOnlyKeys("name", "one prompt", "ensemble");
    assertThat(suite.prompts().get("ensemble").templates()).hasSize(80);
    assertThat(suite.training()).isEmpty();
    assertThat(suite.shift()).isEmpty();
    assertThat(suite.probes()).isEmpty();
  }

  @Test
  void everythingCanBeSaid() throws IOException {
    Suite suite =
        SuiteFile.read(
            file(
                """
                sets:
                  - {name: a, data: a.tsv, metric: mean per class, templates: photo}
                  - {name: b, data: sub/b.tsv, templates: ["a {}", "b {}"]}
                prompts: {plain: label, own: ["x {}"]}
                training: [train.tsv, more]
                robustness: {reference: a, shifted: [b], learn-from: train.tsv}
                probes: {learn-from: l.tsv, test: t.tsv, validation: v.tsv, metric: mean per class}
                """));

    assertThat(suite.sets().get(0).metric()).isEqualTo(Suite.Metric.MEAN_PER_CLASS);
    assertThat(suite.sets().get(1).templates().templates()).containsExactly("a {}", "b {}");
    assertThat(suite.prompts()).containsOnlyKeys("plain", "own");
    assertThat(suite.training()).containsExactly(dir.resolve("train.tsv"), dir.resolve("more"));
    assertThat(suite.shift().orElseThrow().shifted()).isEqualTo(List.of("b"));
    assertThat(suite.shift().orElseThrow().learnFrom()).contains(dir.resolve("train.tsv"));
    Suite.Probes probes = suite.probes().orElseThrow();
    assertThat(probes.learnFrom()).isEqualTo(dir.resolve("l.tsv"));
    assertThat(probes.validation()).contains(dir.resolve("v.tsv"));
    assertThat(probes.test()).isEqualTo(dir.resolve("t.tsv"));
    assertThat(probes.metric()).isEqualTo(Suite.Metric.MEAN_PER_CLASS);
    assertThat(probes.templates().templates()).containsExactly("{}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "x: 1 | the suite has a field 'x', expected some of sets",
        "prompts: {a: label} | sets is missing, expected a list",
        "sets: [] | sets is empty",
        "sets: [a.tsv] | set 1 has no fields",
        "sets: [{name: a}] | data of set 1 is missing",
        "sets: [{data: a.tsv, metric: f1}] | metric of set 'a' is 'f1'",
        "sets: [{data: a.tsv, metrics: f1}] | set 1 has a field 'metrics'",
        "sets: [{data: a.tsv}, {data: b/a.tsv}] | two sets are named 'a'",
        "{sets: [{data: a.tsv}], probes: {test: a.tsv}} | learn-from of probes is missing",
        "{sets: [{data: a.tsv}], probes: {learn-from: a.tsv, test: a.tsv, metric: f1}}"
            + " | metric of probes is 'f1'",
        "{sets: [{data: a.tsv}], robustness: {reference: a, shifted: [b]}}"
            + " | robustness names the set 'b', expected one of a"
      })
  void whatIsWrongIsNamed(String text, String message) throws IOException {
    Path file = file(text);

    assertThatThrownBy(() -> SuiteFile.read(file))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("suite.yaml")
        .hasMessageContaining(message);
  }

  @Test
  void aTableThatCannotBeReadIsNamedWithItsSet() throws IOException {
    Files.writeString(dir.resolve("a.tsv"), "path\tclass\nx.png\tcat\n");
    Files.writeString(dir.resolve("b.tsv"), "path\tkind\nx.png\tcat\n");

    assertThatThrownBy(
            () -> LoadedSuite.read(file("sets: [{data: a.tsv}, {name: missing one, data: c.tsv}]")))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("set 'missing one'")
        .hasMessageContaining("c.tsv does not exist");
    assertThatThrownBy(
            () ->
                LoadedSuite.read(
                    file("sets: [{data: a.tsv}]\nprobes: {learn-from: c.tsv, test: a.tsv}")))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("probes: the table")
        .hasMessageContaining("c.tsv does not exist");
    assertThatThrownBy(() -> LoadedSuite.read(file("sets: [{data: b.tsv}]")))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("set 'b'")
        .hasMessageContaining("the header is [path, kind]");
  }
}
