package io.clipstream.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.cli.evaluation.Robustness.Method;
import io.clipstream.cli.evaluation.Robustness.Row;
import io.clipstream.cli.evaluation.SuiteResult.ProbeResult;
import io.clipstream.cli.evaluation.SuiteResult.SetResult;
import io.clipstream.model.evaluation.LinearProbeEvaluation;
import io.clipstream.model.evaluation.ProbeCounts;
import io.clipstream.model.evaluation.ZeroShotEvaluation.Guess;
import io.clipstream.model.evaluation.ZeroShotEvaluation.Result;
import io.clipstream.model.probe.Accuracy;
import io.clipstream.model.probe.DataEfficiency;
import io.clipstream.model.probe.LinearProbe;
import io.clipstream.model.probe.StrengthSearch;
import io.clipstream.model.text.PromptTemplates;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReportPageTest {
  private static final Optional<Overlap> OVERLAP =
      Optional.of(
          new Overlap(0.95, new Proportion(8, 20), new Proportion(3, 5), new Proportion(5, 15)));

  private static Checkpoint checkpoint(String name) {
    return new Checkpoint(name, Map.of("parameters", "3"), Optional.empty());
  }

  private static SetResult set(String name, Optional<Overlap> overlap) {
    List<Guess> guesses =
        IntStream.range(0, 20)
            .mapToObj(
                i -> new Guess("cat", List.of(i < 8 ? "cat" : "dog", "emu"), Optional.empty()))
            .toList();
    Suite.Entry entry =
        new Suite.Entry(name, Path.of("a.tsv"), Suite.Metric.TOP1, PromptTemplates.named("label"));
    return new SetResult(
        entry, new Result(guesses, 3, List.of()), Map.of("one prompt", 0.25), overlap);
  }

  private static Row row(String checkpoint, Method method, int designs, int drawings) {
    return new Row(
        checkpoint,
        method,
        Map.of("designs", new Proportion(designs, 50), "drawings", new Proportion(drawings, 50)));
  }

  private static ProbeResult probes() {
    Suite.Probes entry =
        new Suite.Probes(
            Path.of("learn.tsv"),
            Optional.empty(),
            Path.of("test.tsv"),
            Suite.Metric.MEAN_PER_CLASS,
            PromptTemplates.named("label"));
    LinearProbeEvaluation.Result linear =
        new LinearProbeEvaluation.Result(
            new Accuracy(0.61, 0.6),
            List.of(true),
            new StrengthSearch.Outcome(List.of(), new StrengthSearch.Trial(0.1, 0.6)),
            new LinearProbe.Fit(0.1, 0.2, 9e-7, 412),
            new ProbeCounts(10, 2, 5, 2, 0, 0, List.of()));
    return new ProbeResult(
        entry,
        linear,
        ProbeTablesTest.result(0.5, new DataEfficiency.Worth(3.14)),
        Map.of("linear probe", OVERLAP.get()));
  }

  static String full() {
    Robustness robustness =
        new Robustness(
            "designs",
            List.of("drawings"),
            7,
            List.of(row("box", Method.ZERO_SHOT, 20, 15), row("old", Method.ZERO_SHOT, 10, 5)));
    SuiteResult result =
        new SuiteResult(
            List.of(set("designs", OVERLAP), set("drawings", OVERLAP)),
            Optional.of(robustness),
            Optional.of(probes()));
    return ReportPage.of(checkpoint("box"), Optional.of(result));
  }

  @Test
  void everyPartIsThereWithItsPlot() {
    assertThat(full())
        .contains("<h2>Zero-shot transfer</h2>", "40.0 % (19.1 to 63.9 %)")
        .contains("<h2>Prompts and ensembles</h2>", "aria-label=\"Class names as prompts\"")
        .contains(
            "<h2>Robustness to distribution shift</h2>", "aria-label=\"Robustness: drawings\"")
        .contains("aria-label=\"What overlap does to accuracy\"")
        .contains("<td>-10.0 points</td><td>0.0 points</td>")
        .doesNotContain("no suite was given", "the suite has no", "{title}", "{body}")
        .contains("aria-label=\"Zero-shot and linear probes of few examples\"")
        .contains("Accuracy as mean of classes: zero-shot 50.0 %, worth an estimated 3.1")
        .contains("<th scope=\"row\">12</th><td>61.0 %</td><td>60.0 %</td>", "<td>412</td>")
        .contains("<th scope=\"row\">linear probe</th>");
  }

  @Test
  void everyPartNamesThePapersFigure() {
    assertThat(Pattern.compile("class=\"paper\"").matcher(full()).results()).hasSize(5);
  }

  @Test
  void whatWasNotMeasuredSaysWhy() {
    assertThat(ReportPage.of(checkpoint("box"), Optional.empty()))
        .contains("Not measured: no suite was given")
        .doesNotContain("<svg");
    SuiteResult bare =
        new SuiteResult(
            List.of(set("designs", Optional.empty())), Optional.empty(), Optional.empty());
    assertThat(ReportPage.of(checkpoint("box"), Optional.of(bare)))
        .contains("the suite has no part &#39;robustness&#39;")
        .contains("the suite has no field &#39;training&#39;")
        .contains("the suite has no part &#39;probes&#39;");
  }

  @Test
  void thePageRunsNothingAndFetchesNothing() {
    String page = full().replace("http://www.w3.org/2000/svg", "");

    assertThat(page).contains("default-src 'none'");
    assertThat(page)
        .doesNotContain("<script", "<link", "http:", "https:", "href=")
        .doesNotContainPattern("\\son\\w+=");
  }

  @Test
  void namesAreTextWhateverTheyHold() {
    String hostile = "<img src=x onerror='alert(1)'>\"&";
    SuiteResult result =
        new SuiteResult(List.of(set(hostile, OVERLAP)), Optional.empty(), Optional.empty());

    String page = ReportPage.of(checkpoint(hostile), Optional.of(result));

    assertThat(page)
        .doesNotContain("<img")
        .contains("&lt;img src=x onerror=&#39;alert(1)&#39;&gt;");
  }

  @Test
  void aPictureOfTheTrainingIsAnImageThatCannotRun() {
    byte[] svg = "<svg><script>alert(1)</script></svg>".getBytes(StandardCharsets.UTF_8);
    Checkpoint checkpoint = new Checkpoint("box", Map.of(), Optional.of(svg));

    assertThat(ReportPage.of(checkpoint, Optional.empty()))
        .contains("src=\"data:image/svg+xml;base64,")
        .doesNotContain("<script");
  }
}
