package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.logging.LogKey;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every call by which our code logs, as it stands in the sources. */
class LogCallsTest {
  private static final int AT_LEAST = 45;

  /** What may hold what a record does: the record by itself, and what is said of it in words. */
  private static final Pattern CONTENT =
      Pattern.compile(
          "[iI]mageId|getImage\\(|\\.value\\(\\)|\\.key\\(\\)|eaders\\(|letter\\.message");

  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| (.+) \\|$");

  private static List<LogCalls.Call> calls = List.of();

  /** Also not by the LOG that Flink's operators come with. */
  @Test
  void nothingLogsButByTheVocabulary() throws IOException {
    for (Path source : sources()) {
      if (!source.toString().contains("/io/clipstream/schemas/logging/")) {
        String text = Files.readString(source);
        assertThat(text).as("%s", source).doesNotContain("org.slf4j.Log");
        assertThat(text.contains(" LOG.") && !text.contains(LogCalls.IMPORT))
            .as("%s", source)
            .isFalse();
      }
    }
  }

  @Test
  void textsAreConstantAndValuesStandUnderKeys() throws IOException {
    List<LogCalls.Call> calls = calls();
    assertThat(calls).hasSizeGreaterThan(AT_LEAST);
    assertThat(calls)
        .allSatisfy(
            call -> {
              assertThat(call.isConstant()).as("the text is constant: %s", call).isTrue();
              assertThat(call.text()).as("%s", call).isNotBlank().doesNotContain("{", "%s");
            });
    List<String> names = Arrays.stream(LogKey.values()).map(LogKey::name).toList();
    assertThat(calls).allSatisfy(call -> assertThat(names).containsAll(call.values().keySet()));
    assertThat(calls.stream().flatMap(call -> call.values().keySet().stream()))
        .as("a key that nothing is logged under goes out of the vocabulary")
        .containsAll(names);
  }

  @Test
  void noValueHoldsWhatARecordDoes() throws IOException {
    assertThat(calls())
        .allSatisfy(
            call ->
                assertThat(call.values().values())
                    .as("%s", call)
                    .noneMatch(value -> CONTENT.matcher(value).find()));
  }

  @Test
  void thePageAboutOperationsHasEveryKey() throws IOException {
    String page = Files.readString(root().resolve("docs/operations.md"));
    String section = page.substring(page.indexOf("\n## Logs"), page.indexOf("\n## Traces"));
    List<String> rows =
        ROW.matcher(section)
            .results()
            .map((MatchResult row) -> row.group(1) + ": " + row.group(2))
            .toList();
    assertThat(rows)
        .containsAll(
            Arrays.stream(LogKey.values()).map(key -> key.key() + ": " + key.about()).toList());
  }

  /** Read once: the compiler parses them all. */
  private static synchronized List<LogCalls.Call> calls() throws IOException {
    if (calls.isEmpty()) {
      calls = LogCalls.of(sources());
    }
    return calls;
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (DirectoryStream<Path> modules = Files.newDirectoryStream(root())) {
      for (Path module : modules) {
        Path java = module.resolve("src/main/java");
        if (Files.isDirectory(java)) {
          try (Stream<Path> files = Files.walk(java)) {
            files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(sources::add);
          }
        }
      }
    }
    return sources;
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return here.endsWith("cli") ? here.getParent() : here;
  }
}
