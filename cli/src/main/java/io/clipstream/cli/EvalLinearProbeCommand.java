package io.clipstream.cli;

import io.clipstream.model.Clip;
import io.clipstream.model.evaluation.LinearProbeEvaluation;
import io.clipstream.model.evaluation.LinearProbeEvaluation.Result;
import io.clipstream.model.evaluation.ProbeSets;
import io.clipstream.model.probe.LinearProbe.Fit;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream eval linear-probe}. */
@Command(
    name = "linear-probe",
    mixinStandardHelpOptions = true,
    description = {
      "Logistic regression on the image encoder's features, which stay as they are.",
      "The strength of its L2 penalty is searched for as in the CLIP paper; then it learns from "
          + "training and validation pictures together."
    },
    footer = {
      "",
      "Example:",
      "  clipstream eval linear-probe --train data/emoji/unseen-train.tsv \\",
      "    --test data/emoji/unseen-test.tsv"
    })
final class EvalLinearProbeCommand implements Callable<Integer> {
  @Mixin private ModelOptions model;
  @Mixin private ProbeOptions probe;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    ProbeSets sets = probe.sets();
    try (Clip clip = model.load()) {
      Result result = LinearProbeEvaluation.run(clip, sets, probe.mean(), this::progress);
      if (json) {
        Output.json(spec.commandLine().getOut(), fields(result));
      } else {
        print(result);
      }
      result
          .counts()
          .unreadable()
          .forEach(line -> spec.commandLine().getErr().println("skipped " + line));
    }
    return 0;
  }

  private void progress(Fit fit) {
    PrintWriter err = spec.commandLine().getErr();
    err.printf(
        Locale.ROOT,
        "strength %.3g: %d iterations, gradient norm %.1e%n",
        fit.strength(),
        fit.iterations(),
        fit.gradientNorm());
    err.flush();
  }

  private static Map<String, Object> fields(Result result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("top1", result.accuracy().ofPictures());
    fields.put("macro_top1", result.accuracy().ofClasses());
    fields.put("strength", result.fit().strength());
    fields.put("curve", result.search().curve().stream().map(Output::fields).toList());
    fields.put("objective", result.fit().objective());
    fields.put("gradient_norm", result.fit().gradientNorm());
    fields.put("iterations", result.fit().iterations());
    fields.putAll(ProbeOptions.fields(result.counts()));
    return fields;
  }

  private void print(Result result) {
    PrintWriter out = spec.commandLine().getOut();
    ProbeOptions.print(out, result.counts());
    out.printf(
        Locale.ROOT,
        "top-1 %.1f %% of pictures, %.1f %% mean of classes%n",
        100 * result.accuracy().ofPictures(),
        100 * result.accuracy().ofClasses());
    Fit fit = result.fit();
    out.printf(
        Locale.ROOT,
        "strength %.3g, objective %.4f, gradient norm %.1e after %d iterations%n",
        fit.strength(),
        fit.objective(),
        fit.gradientNorm(),
        fit.iterations());
    out.println("strengths tried, accuracy on the validation pictures:");
    result
        .search()
        .curve()
        .forEach(
            trial ->
                out.printf(
                    Locale.ROOT, "  %9.3g  %5.1f %%%n", trial.strength(), 100 * trial.score()));
    out.flush();
  }
}
