package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the jobs measure, as their sources register it, beside what the dashboard asks for. */
class DashboardPanelsTest {
  private static final Path OPERATORS = Path.of("../operators/src/main/java");
  private static final Pattern REGISTERED =
      Pattern.compile("\\b(?:counter|gauge|histogram|meter)\\((?:\\w+,)?\\s*\"(\\w+)\"");

  @Test
  void everyMetricIsShown() throws IOException {
    String asked =
        String.join("\n", Observability.queries().values()) + Files.readString(Observability.RULES);
    Set<String> metrics = registered();
    assertThat(metrics).hasSizeGreaterThan(30).contains("imagesIn", "spansDropped");
    assertThat(metrics.stream().filter(name -> !asked.contains("_" + name)))
        .as("metrics without a panel")
        .isEmpty();
  }

  private static Set<String> registered() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(OPERATORS)) {
      List<Path> sources = files.filter(file -> file.toString().endsWith(".java")).toList();
      for (Path source : sources) {
        Matcher found = REGISTERED.matcher(text(source));
        while (found.find()) {
          names.add(found.group(1));
        }
      }
    }
    return names;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
