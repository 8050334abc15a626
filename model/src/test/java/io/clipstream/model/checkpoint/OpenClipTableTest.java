package io.clipstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.model.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which of OpenCLIP's configurations are read, and what the others are refused by: the table of
 * docs/model.md, held by stand-ins of all their shapes. {@code src/test/python/openclip_shapes.py}
 * makes them from the published files.
 */
class OpenClipTableTest {
  private static final String READ = "read";
  private static final Pattern REFUSAL = Pattern.compile(": ([a-z_.]+\\.)?([a-z_]+): expected ");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| (\\d+): .*\\| (read|`([a-z_]+)`) \\|$");

  @TempDir private Path dir;

  @Test
  void thePageSaysWhatBecomesOfEachConfiguration() throws IOException {
    Map<String, Integer> said = new TreeMap<>();
    Matcher rows = ROW.matcher(Files.readString(Path.of("../docs/model.md")));
    while (rows.find()) {
      String by = rows.group(3) == null ? READ : rows.group(3);
      said.merge(by, Integer.parseInt(rows.group(1)), Integer::sum);
    }
    assertThat(said).isEqualTo(outcomes());
    assertThat(said.values().stream().mapToInt(count -> count).sum()).isEqualTo(181);
  }

  private Map<String, Integer> outcomes() throws IOException {
    Map<String, Integer> outcomes = new TreeMap<>();
    for (String line : standIns().split("\n")) {
      JsonNode standIn = new ObjectMapper().readTree(line);
      outcomes.merge(outcome(standIn), standIn.get("names").size(), Integer::sum);
    }
    return outcomes;
  }

  private String outcome(JsonNode standIn) throws IOException {
    Path file = dir.resolve("model.json");
    Files.writeString(file, standIn.get("config").toString());
    try {
      Architectures.read(file);
      return READ;
    } catch (ModelException e) {
      Matcher refusal = REFUSAL.matcher(e.getMessage());
      assertThat(refusal.find()).as("%s: %s", standIn.get("names"), e.getMessage()).isTrue();
      return refusal.group(2);
    }
  }

  private static String standIns() throws IOException {
    try (InputStream in = OpenClipTableTest.class.getResourceAsStream("/openclip-shapes.jsonl")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
