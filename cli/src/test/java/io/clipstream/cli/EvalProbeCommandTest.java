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
        .contains("Strengths tried");
  }

  @Test
  void fewShotEndsInWhatZeroShotIsWorthAndDrawsIt() throws IOException {
    Path plot = dir.resolve("few.svg");
    CommandRun run = eval("few-shot", "--repetitions", "2", "--plot", plot);
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).containsPattern("zero-shot [\\d.]+ %, worth ").contains("all ");
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
  void overlapPartsTheTestPicturesInBothCommands() throws IOException {
    // The training data of the model holds two of the ten test pictures.
    List<String> rows = Files.readAllLines(test);
    List<String> seen = new ArrayList<>(List.of("path\tcaption"));
    rows.subList(1, 3).forEach(row -> seen.add(row.substring(0, row.lastIndexOf('\t'))));
    Path training = Files.write(test.resolveSibling("seen.tsv"), seen);
    Object[] options = {"--overlap", training, "--overlap-threshold", "0.9999999", "--json"};

    JsonNode probe = eval("linear-probe", options).json().get(0);
    assertThat(probe.get("overlap").get("all").get("n").asInt()).isEqualTo(10);
    assertThat(probe.get("overlap").get("all").get("top1")).isEqualTo(probe.get("top1"));
    assertThat(probe.get("overlap").get("overlap").get("n").asInt()).isBetween(1, 9);

    JsonNode few = eval("few-shot", options).json().get(0);
    assertThat(few.get("overlap").get("zero_shot").get("all").get("top1"))
        .isEqualTo(few.get("zero_shot"));
    assertThat(few.get("overlap").get("probe_of_all").get("overlap").get("n"))
        .isEqualTo(probe.get("overlap").get("overlap").get("n"));
    assertThat(eval("few-shot", "--overlap", training).out())
        .contains("Overlap with the training data, top-1", "zero-shot ");
    assertThat(eval("linear-probe", "--overlap", training).out()).contains("linear probe  ");

    CommandRun missing = eval("linear-probe", "--overlap", "nowhere.tsv");
    assertThat(missing.exit()).isEqualTo(1);
    assertThat(missing.err())
        .contains("--overlap: nowhere.tsv does not exist")
        .doesNotContain("strength");
  }

  @Test
  void aSuiteHasTheSameProbesAndTheReportToo() throws IOException {
    Path suite =
        Files.writeString(
            test.resolveSibling("suite.yaml"),
            """
            sets: [{data: test-set.tsv}]
            prompts: {name: label}
            training: captions.tsv
            probes: {learn-from: train-set.tsv, test: test-set.tsv}
            """);
    Path plots = dir.resolve("plots");
    CommandRun run =
        CommandRun.of("eval", "suite", suite, "--model", model, "--plots", plots, "--json");
    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode probes = run.json().get(0).get("probes");
    assertThat(probes.get("linear_probe")).isEqualTo(eval("linear-probe", "--json").json().get(0));
    assertThat(probes.get("few_shot")).isEqualTo(eval("few-shot", "--json").json().get(0));
    assertThat(probes.get("overlap").get("linear_probe").get("all").get("n").asInt()).isEqualTo(10);
    assertThat(plots.resolve("few-shot.svg")).content().startsWith("<svg");

    Path page = dir.resolve("page.html");
    CommandRun report =
        CommandRun.of("report", "--suite", suite, "--model", model, "--output", page);
    assertThat(report.exit()).as(report.err()).isZero();
    assertThat(page).content().contains("Linear probe of all pictures", "worth ");
  }

  @Test
  void whatCannotBeIsRefused() throws IOException {
    assertThat(eval("few-shot", "--repetitions", "0").exit()).isEqualTo(2);
    Path nowhere = dir.resolve("nowhere/plot.svg");
    assertThat(eval("few-shot", "--plot", nowhere).err())
        .contains("--plot: the directory of " + nowhere + " does not exist");
    assertThat(eval("few-shot", "--plot", dir).err()).contains("it is a directory");
    assertThat(eval("linear-probe", "--validation", dir.resolve("none.tsv")).err())
        .contains("--validation: the table", "none.tsv does not exist");
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
