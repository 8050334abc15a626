package io.clipstream.jobs.cli;

import io.clipstream.model.Clip;
import io.clipstream.model.evaluation.LabelledSet;
import io.clipstream.model.evaluation.ZeroShotEvaluation;
import io.clipstream.model.text.PromptTemplates;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream eval}: how good a model is. */
@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    description = "How good a model is on pictures whose class or caption is known.",
    subcommands = {EvalCommand.ZeroShot.class, NearestCommand.class})
final class EvalCommand extends Main.Group {

  /** {@code clipstream eval zero-shot}. */
  @Command(
      name = "zero-shot",
      mixinStandardHelpOptions = true,
      description = "Each picture against all classes of the set.")
  static final class ZeroShot implements Callable<Integer> {
    @Mixin private ModelOptions model;

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
    public Integer call() throws IOException {
      LabelledSet set = LabelledSet.read(data);
      try (Clip clip = model.load()) {
        ZeroShotEvaluation.Result result =
            ZeroShotEvaluation.run(clip, set, PromptTemplates.of(templates));
        if (json) {
          Output.json(spec.commandLine().getOut(), fields(result));
        } else {
          print(result);
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
      fields.put("groups", result.byGroup());
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
      out.println("most frequent mistakes:");
      result.confusions(10).forEach(e -> out.println("  " + e.getValue() + "  " + e.getKey()));
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
}
