package io.clipstream.jobs.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.configuration.ConfigOption;
import org.junit.jupiter.api.Test;

class OptionsPageTest {
  @Test
  void thePageAboutTheOptionsSaysWhatTheOptionsSay() throws IOException {
    requirePage(docs().resolve("options.md"), OptionsPage.text());
  }

  @Test
  void thePageAboutTheTrainingJobsOptionsSaysWhatTheOptionsSay() throws IOException {
    requirePage(docs().resolve("training-options.md"), OptionsPage.trainingText());
  }

  private static void requirePage(Path file, String text) throws IOException {
    if (Boolean.getBoolean("clipstream.regenerate")) {
      Files.writeString(file, text);
    }
    assertThat(file).exists();
    assertThat(Files.readString(file))
        .as("%s; run: mvn test -pl jobs -am -Dclipstream.regenerate=true", file)
        .isEqualTo(text);
  }

  @Test
  void everyOptionIsDescribedOnce() {
    assertThat(TaggingOptions.GROUPS.stream().flatMap(group -> group.options().stream()))
        .extracting(ConfigOption::key)
        .doesNotHaveDuplicates();
    assertThat(TaggingOptions.GROUPS.stream().flatMap(group -> group.options().stream()))
        .allSatisfy(option -> assertThat(option.description().getBlocks()).isNotEmpty());
  }

  private static Path docs() {
    Path here = Path.of("").toAbsolutePath();
    return (here.endsWith("jobs") ? here.getParent() : here).resolve("docs");
  }
}
