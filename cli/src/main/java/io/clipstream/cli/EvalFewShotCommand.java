package io.clipstream.cli;

import io.clipstream.model.Clip;
import io.clipstream.model.evaluation.FewShotEvaluation;
import io.clipstream.model.evaluation.FewShotEvaluation.Point;
import io.clipstream.model.evaluation.FewShotEvaluation.Result;
import io.clipstream.model.evaluation.FewShotEvaluation.Settings;
import io.clipstream.model.evaluation.ProbeSets;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream eval few-shot}. */
@Command(
    name = "few-shot",
    mixinStandardHelpOptions = true,
    description = {
      "Linear probes of 1, 2, 4, 8, 16 and all pictures a class against zero-shot with the same "
          + "model: how many labelled pictures zero-shot is worth.",
      "A class with fewer pictures gives all it has."
    },
    footer = {
      "",
      "Example:",
      "  clipstream eval few-shot --train data/emoji/unseen-train.tsv \\",
      "    --test data/emoji/unseen-test.tsv --plot few-shot.svg"
    })
final class EvalFewShotCommand implements Callable<Integer> {
  @Mixin private ModelOptions model;
  @Mixin private ProbeOptions probe;

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      defaultValue = "5",
      description = "Draws for each number of pictures. Default: ${DEFAULT-VALUE}.")
  private int repetitions;

  @Option(
      names = "--templates",
      defaultValue = "label",
      paramLabel = "NAME|FILE",
      description = "Prompt templates of zero-shot. Default: the class as it stands.")
  private String templates;

  @Option(names = "--plot", paramLabel = "FILE", description = "Write the curve as an SVG picture.")
  private Path plot;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (repetitions < 1) {
      throw new SettingException("--repetitions is " + repetitions + ", expected 1 or more");
    }
    ProbeSets sets = probe.sets();
    Settings settings = new Settings(repetitions, PromptTemplates.of(templates), probe.mean());
    try (Clip clip = model.load()) {
      Result result = FewShotEvaluation.run(clip, sets, settings, this::progress);
      if (plot != null) {
        Files.writeString(plot, FewShotText.chart(result, settings.by()).svg());
      }
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        Output.json(out, FewShotText.fields(result));
      } else {
        ProbeOptions.print(out, result.counts());
        FewShotText.print(out, result);
      }
      PrintWriter err = spec.commandLine().getErr();
      result.counts().unreadable().forEach(line -> err.println("skipped " + line));
    }
    return 0;
  }

  private void progress(Point point) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(FewShotText.shots(point) + " done");
    err.flush();
  }
}
