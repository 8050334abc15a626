package io.clipstream.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.YamlParserUtils;

/** What the archive brings for Prometheus and Grafana, as it stands in the sources. */
final class Observability {
  static final Path FILES = Path.of("src/main/archive/observability").toAbsolutePath();
  static final Path RULES = FILES.resolve("rules.yml");
  private static final Path DASHBOARD = FILES.resolve("grafana/dashboards/clipstream.json");

  private Observability() {}

  /** Every query of the dashboard by its panel, as Grafana sends it with all jobs chosen. */
  static Map<String, String> queries() throws IOException {
    JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
    Map<String, String> queries = new TreeMap<>();
    for (JsonNode panel : dashboard.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        String name = panel.path("title").asText() + " " + target.path("refId").asText();
        queries.put(name, target.path("expr").asText().replace("$job", ".*"));
      }
    }
    for (JsonNode annotation : dashboard.path("annotations").path("list")) {
      queries.put(
          "annotation " + annotation.path("name").asText(),
          annotation.path("expr").asText().replace("$job", ".*"));
    }
    return queries;
  }

  /** Names that the rules record, each of which is a query of its own. */
  static List<String> records() throws Exception {
    return rules("record").stream().map(rule -> String.valueOf(rule.get("record"))).toList();
  }

  /** The alerts, each with what its rule says. */
  static List<Map<String, Object>> alerts() throws Exception {
    return rules("alert");
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> rules(String kind) throws Exception {
    List<Map<String, Object>> found = new ArrayList<>();
    Map<String, Object> file = YamlParserUtils.loadYamlFile(RULES.toFile());
    for (Map<String, Object> group : (List<Map<String, Object>>) file.get("groups")) {
      for (Map<String, Object> rule : (List<Map<String, Object>>) group.get("rules")) {
        if (rule.containsKey(kind)) {
          found.add(rule);
        }
      }
    }
    return found;
  }

  /** The archive's configuration, for other targets and in a hurry. */
  static String configuration(List<String> targets) throws IOException {
    String shipped = Files.readString(FILES.resolve("prometheus.yml"));
    String listed = "\"" + String.join("\", \"", targets) + "\"";
    return shipped
        .replaceFirst("\"jobmanager:9249\", \"taskmanager:9249\"", listed)
        .replaceAll("_interval: 15s", "_interval: 1s")
        .replace("- rules.yml", "- " + RULES);
  }
}
