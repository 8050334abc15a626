package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class GivenTextsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"send", "tag --labels cat", "checkpoint announce", "labels apply", "model info"})
  void anEmptyPathIsNotTheWorkingDirectory(String command) {
    CommandRun run = CommandRun.of((Object[]) (command + " ").split(" ", -1));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("'' is no path; was a variable not set?");
  }

  @ParameterizedTest
  @CsvSource({"2s,2", "5m,300", "5 min,300", "PT2M,120"})
  void aTimeIsWrittenAsForJobs(String text, long seconds) {
    assertThat(new GivenDuration().convert(text)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "-1s", "soon", "PT", "5 fortnights", "99999999999999999999s"})
  void whatIsNoTimeIsRefusedWithExamples(String text) {
    assertThatExceptionOfType(TypeConversionException.class)
        .isThrownBy(() -> new GivenDuration().convert(text))
        .withMessage("'" + text + "' is no time, expected one such as 30s, 5m or PT2M");
  }

  @Test
  void theWaitForAnswersIsSuchATime() {
    CommandRun run = CommandRun.of("checkpoint", "announce", "x", "--timeout", "-1s");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("--timeout", "such as 30s, 5m or PT2M").doesNotContain("Parse");
  }
}
