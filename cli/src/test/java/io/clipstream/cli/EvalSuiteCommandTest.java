package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clipstream.model.testing.SmallCheckpoint;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands over several sets, on a checkpoint that knows nothing. */
class EvalSuiteCommandTest {
  private static final String CLASSES = "path\tclass\nred.png\tred\nblue.png\tblue\n";

  @TempDir private Path dir;
  private Path model;

  @BeforeEach
  void write() throws IOException {
    model = SmallCheckpoint.write(dir.resolve("model"), 1).directory();
    TwoColours.picture(dir.resolve("red.png"), Color.RED, Color.WHITE);
    TwoColours.picture(dir.resolve("blue.png"), Color.BLUE, Color.BLACK);
    TwoColours.picture(dir.resolve("green.png"), Color.GREEN, Color.BLACK);
    Files.writeString(dir.resolve("a.tsv"), CLASSES);
    Files.writeString(
        dir.resolve("b.tsv"), "path\tclass\ngreen.png\tgreen\nred.png\tred\nblue.png\tblue\n");
    Files.writeString(dir.resolve("train.tsv"), "path\tcaption\nred.png\tred\n");
  }

  private Path suite(String more) throws IOException {
    return Files.writeString(
        dir.resolve("suite.yaml"),
        "sets: [{data: a.tsv}, {data: b.tsv, metric: mean per class}]\nprompts: {name: label, one: photo}\n"
            + more);
  }

  private CommandRun run(Object... arguments) {
    List<Object> all = new java.util.ArrayList<>(List.of(arguments));
    all.addAll(List.of("--model", model, "--device", "cpu"));
    CommandRun run = CommandRun.of(all.toArray());
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  @Test
  void aSuiteIsAveragedOverItsSets() throws IOException {
    Path file = suite("training: train.tsv\nrobustness: {reference: a, shifted: [b]}\n");

    JsonNode result = run("eval", "suite", file, "--json").json().get(0);

    JsonNode sets = result.get("sets");
    assertThat(sets).hasSize(2);
    assertThat(result.get("average").asDouble())
        .isEqualTo(
            (sets.get(0).get("top1").asDouble() + sets.get(1).get("macro_top1").asDouble()) / 2);
    assertThat(result.get("prompts").get("name").asDouble())
        .isEqualTo(result.get("average").asDouble());
    // The picture that is in the training table is the first of each set.
    assertThat(sets.get(0).get("overlap").get("overlap").get("n").asInt()).isPositive();
    assertThat(result.get("robustness").get("classes").asInt()).isEqualTo(2);
    assertThat(result.get("robustness").get("models")).hasSize(1);
  }

  @Test
  void tablesArePrintedAndPlotsWritten() throws IOException {
    Path file = suite("robustness: {reference: a, shifted: [b]}\n");

    CommandRun run = run("eval", "suite", file, "--plots", dir.resolve("plots"));

    assertThat(run.out())
        .contains("Zero-shot accuracy", "average", "b against a, 2 classes in common");
    assertThat(dir.resolve("plots/prompts.svg")).content().startsWith("<svg");
    assertThat(dir.resolve("plots/robustness-1.svg")).content().startsWith("<svg");
  }

  @Test
  void aReportIsWritten() throws IOException {
    Path page = dir.resolve("page.html");

    assertThat(run("report", "--suite", suite(""), "--output", page).out())
        .isEqualToIgnoringNewLines(page.toString());

    assertThat(page).content().startsWith("<!doctype html>").contains("<td>mean per class</td>");
  }

  @Test
  void zeroShotTellsTheOverlap() {
    CommandRun run =
        run(
            "eval",
            "zero-shot",
            "--data",
            dir.resolve("a.tsv"),
            "--overlap",
            dir.resolve("train.tsv"),
            "--overlap-threshold",
            "0.999999",
            "--json");

    JsonNode overlap = run.json().get(0).get("overlap");
    assertThat(overlap.get("all").get("n").asInt()).isEqualTo(2);
    assertThat(overlap.get("threshold").asDouble()).isEqualTo(0.999999);
  }

  @Test
  void retrievalTellsTheOverlapBothWays() throws IOException {
    Files.writeString(
        dir.resolve("r.tsv"),
        "path\tclass\tcaption\nred.png\tred\tred one\nblue.png\tblue\tblue one\ngreen.png\tgreen\n");
    Object[] asked = {
      "eval", "retrieval", "--data", dir.resolve("r.tsv"), "--overlap", dir.resolve("train.tsv")
    };

    assertThat(run(asked).out())
        .contains("Overlap with the training data, recall at 1", "text to image");

    List<Object> json = new java.util.ArrayList<>(List.of(asked));
    json.add("--json");
    JsonNode result = run(json.toArray()).json().get(0);
    for (String way : List.of("image_to_text", "text_to_image")) {
      JsonNode all = result.get("overlap").get(way).get("all");
      assertThat(all.get("n").asInt()).isEqualTo(2);
      assertThat(all.get("top1")).isEqualTo(result.get(way).get("recall_1"));
    }
  }

  @Test
  void severalCheckpointsAreHeldAgainstEachOther() {
    CommandRun run =
        run(
            "eval",
            "robustness",
            "--reference",
            dir.resolve("a.tsv"),
            "--shifted",
            dir.resolve("b.tsv"),
            "--also",
            model,
            "--json");

    assertThat(run.json().get(0).get("models")).hasSize(2);
  }

  @Test
  void whatIsMissingIsNamedBeforeAnythingIsMeasured() throws IOException {
    Files.delete(dir.resolve("b.tsv"));

    CommandRun run = CommandRun.of("eval", "suite", suite(""), "--model", model);

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("set 'b'", "does not exist").doesNotContain("set a");
    CommandRun nowhere =
        CommandRun.of("report", "--model", model, "--output", dir.resolve("none/page.html"));
    assertThat(nowhere.exit()).isEqualTo(1);
    assertThat(nowhere.err()).contains("--output: the directory of", "does not exist");
    CommandRun noTable = CommandRun.of("eval", "zero-shot", "--data", "none.tsv");
    assertThat(noTable.err()).contains("--data: the table none.tsv does not exist");
  }
}
