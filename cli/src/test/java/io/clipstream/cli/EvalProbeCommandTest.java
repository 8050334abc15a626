package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.clipstream.model.testing.SmallCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalProbeCommandTest {
  @TempDir static Path dir;
  private static Path model;
  private static Path train;
  private static Path test;

  /** Thirty of the squares to learn from, ten to test on. */
  @BeforeAll
  static void makeModelAndPictures() throws IOException {
    model = SmallCheckpoint.write(dir.resolve("model"), 1).directory();
    Path folder = TrainingData.folder(dir.resolve("squares"));
    List<String> rows = Files.readAllLines(folder.resolve("test.tsv"));
    train = Files.write(folder.resolve("train-set.tsv"), rows.subList(0, 31));
    List<String> rest = new ArrayList<>(rows.subList(31, 41));
    rest.add(0, rows.get(0));
    test = Files.write(folder.resolve("test-set.tsv"), rest);
  }

  private static CommandRun eval(String kind, Object... more) {
    List<Object> all =
        new ArrayList<>(List.of("eval", kind, "--model", model, "--train", train, "--test", test));
    all.addAll(List.of(more));
    return CommandRun.of(all.toArray());
  }

  @Test
  void aProbeIsReportedWithTheCurveThatItsPenaltyWasChosenBy() {
    CommandRun run = eval("linear-probe", "--json");
    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode found = run.json().get(0);
    assertThat(found.get("top1").asDouble()).isGreaterThan(0.7);
    assertThat(found.get("macro_top1").asDouble())
        .isCloseTo(found.get("top1").asDouble(), within(1e-9));
    assertThat(found.get("gradient_norm").asDouble()).isLessThan(1e-4);
    assertThat(found.get("curve").size()).isBetween(11, 15);
    assertThat(found.get("curve").get(0).get("strength").asDouble()).isCloseTo(1e-6, within(1e-12));
    assertThat(found.get("train").asInt()).isEqualTo(25);
    assertThat(found.get("validation").asInt()).isEqualTo(5);
    assertThat(run.err()).contains("iterations, gradient norm");

    assertThat(eval("linear-probe", "--validation", train, "--mean-per-class").out())
        .contains("30 to learn from, 30 to choose by, 10 to test on; classes 5")
        .contains("mean of classes")
        .contains("strengths tried");
  }

  @Test
  void fewShotEndsInWhatZeroShotIsWorthAndDrawsIt() throws IOException {
    Path plot = dir.resolve("few.svg");
    CommandRun run = eval("few-shot", "--repetitions", "2", "--plot", plot);
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).containsPattern("zero-shot [\\d.]+ %: worth ").contains("all ");
    assertThat(Files.readString(plot))
        .startsWith("<svg")
        .contains("<title>Zero-shot and linear probes of few examples");

    JsonNode found = eval("few-shot", "--repetitions", "2", "--json").json().get(0);
    assertThat(found.get("points").findValuesAsText("shots")).containsExactly("1", "2", "4", "all");
    assertThat(found.get("points").get(0).get("draws").size()).isEqualTo(2);
    assertThat(found.get("worth").size()).isEqualTo(1);
    assertThat(found.get("zero_shot").asDouble()).isBetween(0.0, 1.0);
  }

  @Test
  void whatCannotBeIsRefused() throws IOException {
    assertThat(eval("few-shot", "--repetitions", "0").exit()).isEqualTo(2);
    Path one = Files.writeString(train.resolveSibling("one.tsv"), "path\tclass\n0.png\tred\n");
    CommandRun alone =
        CommandRun.of(
            "eval",
            "linear-probe",
            "--model",
            model,
            "--train",
            one,
            "--validation",
            one,
            "--test",
            test);
    assertThat(alone.exit()).isEqualTo(1);
    assertThat(alone.err()).contains("of one class, expected two classes or more");
  }
}
