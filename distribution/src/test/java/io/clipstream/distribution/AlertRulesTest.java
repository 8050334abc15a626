package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts beside made-up series, by Prometheus' own tool; and beside the runbook. */
class AlertRulesTest {
  @TempDir private Path directory;

  @Test
  void eachAlertFiresWhenItShouldAndNotBefore() throws Exception {
    assumeTrue(PrometheusServer.isInstalled(), PrometheusServer.MISSING);
    assertThat(PrometheusServer.tool("check", "rules", Observability.RULES.toString()))
        .endsWith("exit status 0");
    String cases = Files.readString(Path.of("src/test/resources/alerts-test.yml"));
    Observability.alerts()
        .forEach(rule -> assertThat(cases).contains("alertname: " + rule.get("alert")));
    Path file = directory.resolve("alerts-test.yml");
    Files.writeString(file, cases.replace("RULES", Observability.RULES.toString()));
    assertThat(PrometheusServer.tool("test", "rules", file.toString())).endsWith("exit status 0");
  }

  @Test
  void eachAlertComparesSomethingThatIsRecordedAndHasItsPlaceInTheRunbook() throws Exception {
    String runbook = Files.readString(Path.of("..", "docs", "operations.md"));
    for (Map<String, Object> rule : Observability.alerts()) {
      String name = String.valueOf(rule.get("alert"));
      String recorded = String.valueOf(rule.get("expr")).replaceFirst(" [<>] [0-9.e]+$", "");
      assertThat(Observability.records()).as(name).contains(recorded);
      assertThat(String.valueOf(rule.get("annotations")))
          .contains("docs/operations.md#" + name.toLowerCase(Locale.ROOT));
      assertThat(runbook).contains("\n### " + name + "\n");
    }
  }
}
