package io.clipstream.jobs.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.FallbackKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenamedOptionsTest {
  private final List<String> warnings = new ArrayList<>();

  @TempDir private Path folder;

  @Test
  void anOldNameIsReadAndWarnedOf() {
    assertThat(training("--gate.most-flips", "0.3").rounds().gate().maxFlips()).isEqualTo(0.3);
    assertThat(warnings)
        .containsExactly(
            "option 'gate.most-flips' in the command line is called 'gate.max-flips' now; the old"
                + " name is deprecated");
  }

  @Test
  void anOldNameInAFileIsReadAndWarnedOf() throws IOException {
    Path file = file("gate: {least-held-out: 7, most-held-out: 70}");
    TrainingJobSettings settings = training("--config", file.toString());
    assertThat(settings.rounds().gate().minHeldOut()).isEqualTo(7);
    assertThat(settings.rounds().gate().maxHeldOut()).isEqualTo(70);
    assertThat(warnings)
        .hasSize(2)
        .allSatisfy(warning -> assertThat(warning).contains(file.toString(), "deprecated"));
  }

  @Test
  void oldNamesOfFetchingAreReadToo() {
    List<String> arguments = new ArrayList<>(required());
    arguments.addAll(List.of("--fetch.host-failures.minimum", "30"));
    TaggingJobSettings settings = TaggingJobSettings.parse(arguments, warnings::add);
    assertThat(settings.fetch().breaker().minRequests()).isEqualTo(30);
    assertThat(warnings).singleElement().asString().contains("fetch.host-failures.min-requests");
  }

  @Test
  void aNewNameIsNotWarnedOf() {
    training("--gate.max-flips", "0.3");
    assertThat(warnings).isEmpty();
  }

  @Test
  void bothNamesWithDifferentValuesAreRefused() {
    assertRefused(
        "'gate.most-flips' and 'gate.max-flips' are one option and have different values in the"
            + " command line; give 'gate.max-flips' alone",
        "--gate.most-flips",
        "0.3",
        "--gate.max-flips",
        "0.4");
  }

  @Test
  void bothNamesInAFileWithDifferentValuesAreRefused() throws IOException {
    Path file = file("gate: {max-flips: 0.4, most-flips: 0.3}");
    assertRefused("different values in " + file, "--config", file.toString());
  }

  @Test
  void bothNamesWithOneValueAreFine() {
    TrainingJobSettings settings = training("--gate.most-flips", "0.3", "--gate.max-flips=0.3");
    assertThat(settings.rounds().gate().maxFlips()).isEqualTo(0.3);
  }

  @Test
  void theCommandLineOverridesTheFileUnderEitherName() throws IOException {
    String old = file("gate.most-flips: 0.3").toString();
    assertThat(training("--config", old, "--gate.max-flips", "0.4").rounds().gate().maxFlips())
        .isEqualTo(0.4);
    String current = file("gate.max-flips: 0.3").toString();
    assertThat(training("--config", current, "--gate.most-flips=0.4").rounds().gate().maxFlips())
        .isEqualTo(0.4);
  }

  @Test
  void whoMissesAnOldNameIsToldTheNewOne() {
    assertRefused("did you mean 'gate.max-held-out'?", "--gate.most-held-ou", "3");
  }

  @Test
  void whatIsWrongWithAValueIsSaidUnderTheNewName() {
    assertRefused("option 'gate.min-held-out' is 'few'", "--gate.least-held-out", "few");
  }

  @Test
  void anOldNameIsTheNameOfNothingElse() {
    for (List<OptionGroup> groups : List.of(TaggingOptions.GROUPS, TrainingOptions.GROUPS)) {
      assertThat(groups.stream().flatMap(group -> group.options().stream()).flatMap(this::names))
          .doesNotHaveDuplicates();
    }
  }

  private Stream<String> names(ConfigOption<?> option) {
    List<String> names = new ArrayList<>(List.of(option.key()));
    for (FallbackKey old : option.fallbackKeys()) {
      names.add(old.getKey());
    }
    return names.stream();
  }

  private void assertRefused(String message, String... more) {
    assertThatExceptionOfType(SettingException.class)
        .isThrownBy(() -> training(more))
        .withMessageContaining(message);
  }

  private TrainingJobSettings training(String... more) {
    List<String> arguments = new ArrayList<>(required());
    arguments.addAll(List.of("--checkpoints.path", "/models", "--store.path", "/pairs"));
    arguments.addAll(List.of(more));
    return TrainingJobSettings.parse(arguments, warnings::add);
  }

  private static List<String> required() {
    return List.of(
        "--job.name", "shop", "--kafka.bootstrap.servers", "h:1", "--model.name", "shop-clip");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("job.yaml"), text);
  }
}
