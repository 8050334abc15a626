package io.clipstream.jobs.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.junit.jupiter.api.Test;

class OptionsPageTest {
  private static final String PACKAGE = TaggingOptions.class.getPackageName() + ".";

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

  @Test
  void everyOptionIsInASection() throws Exception {
    Set<ConfigOption<?>> listed =
        Stream.of(TaggingOptions.GROUPS, TrainingOptions.GROUPS)
            .flatMap(List::stream)
            .flatMap(group -> group.options().stream())
            .collect(Collectors.toSet());
    List<ConfigOption<?>> all = declared();
    assertThat(all).hasSizeGreaterThan(50);
    assertThat(listed).containsAll(all);
  }

  /** The constants of every class of options. */
  private static List<ConfigOption<?>> declared() throws Exception {
    Path folder = Path.of(TaggingOptions.class.getResource("TaggingOptions.class").toURI());
    List<ConfigOption<?>> all = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder.getParent(), "*Options.class")) {
      for (Path file : files) {
        String name = file.getFileName().toString().replace(".class", "");
        for (Field field : Class.forName(PACKAGE + name).getDeclaredFields()) {
          if (field.getType() == ConfigOption.class) {
            all.add((ConfigOption<?>) field.get(null));
          }
        }
      }
    }
    return all;
  }

  private static Path docs() {
    Path here = Path.of("").toAbsolutePath();
    return (here.endsWith("jobs") ? here.getParent() : here).resolve("docs");
  }
}
