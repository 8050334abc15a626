package io.clipstream.cli;

import io.clipstream.cli.evaluation.EvaluationCharts;
import io.clipstream.cli.evaluation.Overlap;
import io.clipstream.cli.evaluation.OverlapSearch;
import io.clipstream.cli.evaluation.ProbeJson;
import io.clipstream.cli.evaluation.ProbeTables;
import io.clipstream.cli.evaluation.SuiteJson;
import io.clipstream.cli.evaluation.SuiteTables;
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
import java.util.Map;
import java.util.Optional;
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
      "A class with fewer pictures gives all it has; overlap is of each number's first draw."
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
  @Mixin private OverlapOptions overlap;

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
    if (plot != null) {
      ResultFile.check("--plot", plot);
    }
    ProbeSets sets = probe.sets();
    Settings settings = new Settings(repetitions, PromptTemplates.of(templates), probe.mean());
    Optional<OverlapSearch> search = overlap.search();
    try (Clip clip = model.load()) {
      Result result = FewShotEvaluation.run(clip, sets, settings, this::progress);
      Optional<Map<String, Overlap>> shared =
          search.map(s -> ProbeTables.overlaps(result, s.of(clip, sets.test())));
      if (plot != null) {
        Files.writeString(plot, EvaluationCharts.fewShot(result, settings.by()));
      }
      if (json) {
        Map<String, Object> fields = ProbeJson.fields(result);
        shared.ifPresent(found -> fields.put("overlap", SuiteJson.overlaps(found)));
        Output.json(spec.commandLine().getOut(), fields);
      } else {
        print(result, shared);
      }
      PrintWriter err = spec.commandLine().getErr();
      result.counts().unreadable().forEach(line -> err.println("skipped " + line));
    }
    return 0;
  }

  private void print(Result result, Optional<Map<String, Overlap>> shared) {
    PrintWriter out = spec.commandLine().getOut();
    TextTables tables = new TextTables(out);
    ProbeTables.pictures(result.counts()).forEach(out::println);
    tables.print(ProbeTables.fewShot(result));
    shared.ifPresent(found -> tables.print(SuiteTables.overlap("top-1", "judged by", found)));
    out.println(ProbeTables.worth(result));
    out.flush();
  }

  private void progress(Point point) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(ProbeTables.shots(point) + " done");
    err.flush();
  }
}
