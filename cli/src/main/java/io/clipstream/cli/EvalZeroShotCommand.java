package io.clipstream.cli;

import io.clipstream.cli.evaluation.LoadedSuite;
import io.clipstream.cli.evaluation.Overlap;
import io.clipstream.cli.evaluation.OverlapSearch;
import io.clipstream.cli.evaluation.SuiteJson;
import io.clipstream.cli.evaluation.SuiteTables;
import io.clipstream.model.Clip;
import io.clipstream.model.evaluation.LabelledSet;
import io.clipstream.model.evaluation.ZeroShotEvaluation;
import io.clipstream.model.text.PromptTemplates;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream eval zero-shot}. */
@Command(
    name = "zero-shot",
    mixinStandardHelpOptions = true,
    description = "Each picture against all classes of the set.",
    footer = {
      "",
      "Example:",
      "  clipstream eval zero-shot --model my-clip --data test.tsv --templates short --json"
    })
final class EvalZeroShotCommand implements Callable<Integer> {
  private static final int CONFUSIONS = 10;

  @Mixin private ModelOptions model;

  @Mixin private OverlapOptions overlap;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "TSV with the header path, class and optionally caption, group.")
  private Path data;

  @Option(
      names = "--templates",
      defaultValue = "label",
      paramLabel = "NAME|FILE",
      description = "Prompt templates. Default: the class as it stands.")
  private String templates;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    LabelledSet set = LoadedSuite.table("--data", data);
    PromptTemplates prompts = PromptTemplates.of(templates);
    Optional<OverlapSearch> search = overlap.search();
    try (Clip clip = model.load()) {
      ZeroShotEvaluation.Result result = ZeroShotEvaluation.run(clip, set, prompts);
      Optional<Overlap> shared = search.map(s -> s.of(clip, set).of(result.right()));
      if (json) {
        Map<String, Object> fields = fields(result);
        shared.ifPresent(found -> fields.put("overlap", SuiteJson.fields(found)));
        Output.json(spec.commandLine().getOut(), fields);
      } else {
        print(result);
        shared.ifPresent(
            found ->
                new TextTables(spec.commandLine().getOut())
                    .print(
                        SuiteTables.overlap(
                            "top-1", "set", Map.of(data.getFileName().toString(), found))));
      }
      result.unreadable().forEach(line -> spec.commandLine().getErr().println("skipped " + line));
    }
    return 0;
  }

  private static Map<String, Object> fields(ZeroShotEvaluation.Result result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("top1", result.top1());
    fields.put("top5", result.top5());
    fields.put("macro_top1", result.macroTop1());
    fields.put("macro_top5", result.macroTop5());
    fields.put("n", result.guesses().size());
    fields.put("classes", result.classes());
    fields.put("chance", result.chance());
    fields.put("unreadable", result.unreadable().size());
    fields.put("groups", result.byGroup());
    List<Map<String, Object>> confusions =
        result.confusions(CONFUSIONS).stream().map(EvalZeroShotCommand::fields).toList();
    fields.put("confusions", confusions);
    return fields;
  }

  private static Map<String, Object> fields(ZeroShotEvaluation.Confusion confusion) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("class", confusion.truth());
    fields.put("taken_for", confusion.guess());
    fields.put("n", confusion.count());
    return fields;
  }

  private void print(ZeroShotEvaluation.Result result) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "pictures %d, classes %d, chance %.2f %%%n",
        result.guesses().size(),
        result.classes(),
        100 * result.chance());
    row(out, "top-1", result.top1(), result.macroTop1());
    row(out, "top-5", result.top5(), result.macroTop5());
    result
        .byGroup()
        .forEach((g, share) -> out.printf(Locale.ROOT, "  %5.1f %%  %s%n", 100 * share, g));
    List<ZeroShotEvaluation.Confusion> confusions = result.confusions(CONFUSIONS);
    out.println(confusions.isEmpty() ? "no mistakes" : "most frequent mistakes:");
    confusions.forEach(c -> out.println("  " + c.count() + "  " + c.truth() + " -> " + c.guess()));
    out.flush();
  }

  private static void row(PrintWriter out, String name, double micro, double macro) {
    out.printf(
        Locale.ROOT,
        "%s %.1f %% of pictures, %.1f %% mean of classes%n",
        name,
        100 * micro,
        100 * macro);
  }
}
