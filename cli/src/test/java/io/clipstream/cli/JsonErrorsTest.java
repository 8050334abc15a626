package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command that fails says, if programs read it. */
@Timeout(240)
class JsonErrorsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"labels apply nothing.yaml", "lable", "tag nothing.png"})
  void aCommandThatFailsSaysSoAsAnError(String words) throws Exception {
    CommandProcess command =
        CommandProcess.startLoggingJson(folder, List.of(), List.of(words.split(" ")));

    assertThat(command.exit()).isNotZero();

    List<JsonNode> lines = command.output().lines().map(JsonLogsTest::parsed).toList();
    assertThat(lines).isNotEmpty().allSatisfy(JsonLogsTest::assertKeys);
    assertThat(lines)
        .anyMatch(
            line ->
                line.path("level").asText().equals("ERROR")
                    && line.path("detail").asText().startsWith("clipstream: "));
  }
}
