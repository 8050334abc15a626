package io.clipstream.cli;

import io.clipstream.cli.evaluation.LoadedSuite;
import io.clipstream.cli.evaluation.Robustness;
import io.clipstream.cli.evaluation.RobustnessRun;
import io.clipstream.cli.evaluation.SuiteJson;
import io.clipstream.cli.evaluation.SuiteTables;
import io.clipstream.model.Clip;
import io.clipstream.model.evaluation.LabelledSet;
import io.clipstream.model.text.PromptTemplates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream eval robustness}. */
@Command(
    name = "robustness",
    mixinStandardHelpOptions = true,
    description =
        "Accuracy on pictures of another kind than the usual one, of one model or several.",
    footer = {
      "",
      "Classes are those that all sets have. A line through the logits of the models' accuracies, "
          + "of linear probes if there are two or more, says what to expect; effective robustness "
          + "is what a model reaches beyond it. With one model there is no line.",
      "",
      "Example:",
      "  clipstream eval robustness --model my-clip --also my-older-clip --reference e1.tsv \\",
      "    --shifted drawings.tsv photos.tsv --learn-from train.tsv --plots plots"
    })
final class EvalRobustnessCommand implements Callable<Integer> {
  @Mixin private ModelOptions model;

  @Option(
      names = "--also",
      arity = "1..*",
      paramLabel = "DIR",
      description = "More checkpoints, as further points of the plot.")
  private List<Path> also = List.of();

  @Option(
      names = "--reference",
      required = true,
      paramLabel = "FILE",
      description = "Labelled set of the usual kind: TSV with the header path, class.")
  private Path reference;

  @Option(
      names = "--shifted",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description = "Labelled sets of other kinds.")
  private List<Path> shifted;

  @Option(
      names = "--learn-from",
      paramLabel = "FILE",
      description =
          "What linear probes learn from, of the reference's kind: a labelled set, or a table of"
              + " captions, whose first is then the class. Default: zero-shot alone.")
  private Path learnFrom;

  @Option(
      names = "--templates",
      defaultValue = "label",
      paramLabel = "NAME|FILE",
      description = "Prompt templates. Default: the class as it stands.")
  private String templates;

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
    RobustnessRun run = run();
    List<Path> checkpoints = new ArrayList<>(List.of(model.directory()));
    checkpoints.addAll(also);
    Optional<Robustness> all = Optional.empty();
    for (Path checkpoint : checkpoints) {
      try (Clip clip = model.load(checkpoint)) {
        Robustness own = run.of(clip, Checkpoints.name(checkpoint));
        all = Optional.of(all.map(others -> others.and(own)).orElse(own));
      }
    }
    report(all.orElseThrow());
    return 0;
  }

  private RobustnessRun run() {
    Map<String, LabelledSet> sets = new LinkedHashMap<>();
    sets.put(name(reference), LoadedSuite.table("--reference", reference));
    shifted.forEach(file -> sets.put(name(file), LoadedSuite.table("--shifted", file)));
    return new RobustnessRun(
        sets,
        PromptTemplates.of(templates),
        Optional.ofNullable(learnFrom).map(file -> LoadedSuite.captions("--learn-from", file)));
  }

  private static String name(Path file) {
    return file.getFileName().toString().replaceFirst("\\.tsv$", "");
  }

  private void report(Robustness result) throws IOException {
    if (json) {
      Output.json(spec.commandLine().getOut(), SuiteJson.fields(result));
    } else {
      TextTables tables = new TextTables(spec.commandLine().getOut());
      result.shifted().forEach(shift -> tables.print(SuiteTables.robustness(result, shift)));
    }
    if (plots != null) {
      RobustnessPlots.write(result, plots);
    }
  }
}
