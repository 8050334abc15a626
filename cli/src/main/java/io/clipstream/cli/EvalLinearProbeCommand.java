package io.clipstream.cli;

import io.clipstream.cli.evaluation.Overlap;
import io.clipstream.cli.evaluation.OverlapSearch;
import io.clipstream.cli.evaluation.ProbeJson;
import io.clipstream.cli.evaluation.ProbeTables;
import io.clipstream.cli.evaluation.SuiteJson;
import io.clipstream.cli.evaluation.SuiteTables;
import io.clipstream.model.Clip;
import io.clipstream.model.evaluation.LinearProbeEvaluation;
import io.clipstream.model.evaluation.LinearProbeEvaluation.Result;
import io.clipstream.model.evaluation.ProbeSets;
import io.clipstream.model.probe.LinearProbe.Fit;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
  @Mixin private OverlapOptions overlap;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    ProbeSets sets = probe.sets();
    Optional<OverlapSearch> search = overlap.search();
    try (Clip clip = model.load()) {
      Result result = LinearProbeEvaluation.run(clip, sets, probe.mean(), this::progress);
      Optional<Overlap> shared = search.map(s -> s.of(clip, sets.test()).of(result.right()));
      if (json) {
        Map<String, Object> fields = ProbeJson.fields(result);
        shared.ifPresent(found -> fields.put("overlap", SuiteJson.fields(found)));
        Output.json(spec.commandLine().getOut(), fields);
      } else {
        print(result, shared);
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

  private void print(Result result, Optional<Overlap> shared) {
    PrintWriter out = spec.commandLine().getOut();
    TextTables tables = new TextTables(out);
    ProbeTables.pictures(result.counts()).forEach(out::println);
    out.println(ProbeTables.linearProbe(result));
    out.println(ProbeTables.fit(result.fit()));
    tables.print(ProbeTables.strengths(result));
    shared.ifPresent(
        found ->
            tables.print(SuiteTables.overlap("top-1", "judged by", Map.of("linear probe", found))));
    out.flush();
  }
}
