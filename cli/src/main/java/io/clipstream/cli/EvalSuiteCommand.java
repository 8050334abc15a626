package io.clipstream.cli;

import io.clipstream.cli.evaluation.EvaluationCharts;
import io.clipstream.cli.evaluation.LoadedSuite;
import io.clipstream.cli.evaluation.ProbeTables;
import io.clipstream.cli.evaluation.SuiteJson;
import io.clipstream.cli.evaluation.SuiteResult;
import io.clipstream.cli.evaluation.SuiteRun;
import io.clipstream.cli.evaluation.SuiteTables;
import io.clipstream.model.Clip;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clipstream eval suite}. */
@Command(
    name = "suite",
    mixinStandardHelpOptions = true,
    description =
        "Several labelled sets and their average, with prompts compared, overlap with the training"
            + " data, robustness and linear probes, as a file asks for.",
    footer = {
      "",
      "The file:",
      "  sets:                        # one or more",
      "    - name: designs            # default: the table's name",
      "      data: e1.tsv             # relative to the file",
      "      metric: mean per class   # default: top-1",
      "      templates: photo         # a name, a file or a list; default: label",
      "  prompts:                     # compared on every set; there is a default",
      "    name: label",
      "    ensemble: [\"a {}\", \"a picture of a {}\"]",
      "  training: train.tsv          # what was learnt from, for the overlap",
      "  robustness:",
      "    reference: designs",
      "    shifted: [drawings]",
      "    learn-from: train.tsv      # for a linear probe",
      "  probes:                      # of all pictures and of few, for minutes",
      "    learn-from: labelled.tsv",
      "    test: test.tsv",
      "    metric: mean per class     # default: top-1; also validation and templates",
      "",
      "Example:",
      "  clipstream eval suite emoji/suite.yaml --model my-clip --plots plots"
    })
final class EvalSuiteCommand implements Callable<Integer> {
  @Mixin private ModelOptions model;

  @Mixin private OverlapThreshold threshold;

  @Parameters(paramLabel = "FILE", description = "The suite, in YAML.")
  private Path file;

  @Option(
      names = "--plots",
      paramLabel = "DIR",
      description = "Write the plots there, as SVG files.")
  private Path plots;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (plots != null) {
      ResultFile.folder("--plots", plots);
    }
    LoadedSuite suite = LoadedSuite.read(file);
    Path directory = model.directory();
    PrintWriter err = spec.commandLine().getErr();
    SuiteResult result;
    try (Clip clip = model.load(directory)) {
      result =
          new SuiteRun(clip, suite, err::println)
              .run(Checkpoints.name(directory), threshold.value());
    }
    if (json) {
      Output.json(spec.commandLine().getOut(), SuiteJson.fields(result));
    } else {
      print(result);
    }
    if (plots != null) {
      draw(result);
    }
    return 0;
  }

  private void print(SuiteResult result) {
    TextTables tables = new TextTables(spec.commandLine().getOut());
    tables.print(SuiteTables.zeroShot(result));
    tables.print(SuiteTables.prompts(result));
    SuiteTables.overlap(result).ifPresent(tables::print);
    result
        .robustness()
        .ifPresent(r -> r.shifted().forEach(s -> tables.print(SuiteTables.robustness(r, s))));
    result.probes().ifPresent(probes -> print(tables, probes));
  }

  private void print(TextTables tables, SuiteResult.ProbeResult probes) {
    PrintWriter out = spec.commandLine().getOut();
    ProbeTables.pictures(probes.linear().counts()).forEach(out::println);
    tables.print(ProbeTables.linear(probes.linear()));
    tables.print(ProbeTables.fewShot(probes.fewShot()));
    out.println(ProbeTables.worth(probes.fewShot()));
    out.println();
    if (!probes.overlaps().isEmpty()) {
      tables.print(SuiteTables.overlap("top-1", "judged by", probes.overlaps()));
    }
    out.flush();
  }

  private void draw(SuiteResult result) throws IOException {
    Files.writeString(plots.resolve("prompts.svg"), EvaluationCharts.prompts(result));
    if (EvaluationCharts.overlap(result).isPresent()) {
      Files.writeString(
          plots.resolve("overlap.svg"), EvaluationCharts.overlap(result).orElseThrow());
    }
    if (result.robustness().isPresent()) {
      RobustnessPlots.write(result.robustness().get(), plots);
    }
    if (result.probes().isPresent()) {
      SuiteResult.ProbeResult probes = result.probes().get();
      Files.writeString(
          plots.resolve("few-shot.svg"),
          EvaluationCharts.fewShot(probes.fewShot(), probes.entry().metric().mean()));
    }
  }
}
