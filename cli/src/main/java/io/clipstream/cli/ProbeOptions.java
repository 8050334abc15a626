package io.clipstream.cli;

import io.clipstream.cli.evaluation.LoadedSuite;
import io.clipstream.model.evaluation.LabelledSet;
import io.clipstream.model.evaluation.ProbeSets;
import io.clipstream.model.probe.Accuracy;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What linear probes learn from, are chosen by and tested on. */
final class ProbeOptions {
  @Option(
      names = "--train",
      required = true,
      paramLabel = "FILE",
      description = "What to learn from: TSV with the header path, class.")
  private Path train;

  @Option(
      names = "--test",
      required = true,
      paramLabel = "FILE",
      description =
          "What to report on: TSV with the header path, class. Its classes are those that there are.")
  private Path test;

  @Option(
      names = "--validation",
      paramLabel = "FILE",
      description =
          "What to choose the strength of the penalty by, a TSV like --train. "
              + "Default: a fifth of each class of --train, drawn by the seed.")
  private Path validation;

  @Option(
      names = "--mean-per-class",
      description = "Choose and compare by the mean accuracy of classes, not of pictures.")
  private boolean meanPerClass;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of all draws. Default: ${DEFAULT-VALUE}.")
  private long seed;

  ProbeSets sets() {
    Optional<LabelledSet> chosenBy =
        Optional.ofNullable(validation).map(file -> LoadedSuite.table("--validation", file));
    return new ProbeSets(
        LoadedSuite.table("--train", train), chosenBy, LoadedSuite.table("--test", test), seed);
  }

  Accuracy.Mean mean() {
    return meanPerClass ? Accuracy.Mean.CLASSES : Accuracy.Mean.PICTURES;
  }
}
