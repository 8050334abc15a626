package io.clipstream.cli;

import io.clipstream.model.evaluation.LabelledSet;
import io.clipstream.model.evaluation.ProbeCounts;
import io.clipstream.model.evaluation.ProbeSets;
import io.clipstream.model.probe.Accuracy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
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
      description = "What to report on, likewise. Its classes are those that there are.")
  private Path test;

  @Option(
      names = "--validation",
      paramLabel = "FILE",
      description =
          "What to choose the strength of the penalty by, likewise. "
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

  ProbeSets sets() throws IOException {
    Optional<LabelledSet> chosenBy =
        validation == null ? Optional.empty() : Optional.of(LabelledSet.read(validation));
    return new ProbeSets(LabelledSet.read(train), chosenBy, LabelledSet.read(test), seed);
  }

  Accuracy.Mean mean() {
    return meanPerClass ? Accuracy.Mean.CLASSES : Accuracy.Mean.PICTURES;
  }

  static Map<String, Object> fields(ProbeCounts counts) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("train", counts.train());
    fields.put("validation", counts.validation());
    fields.put("test", counts.test());
    fields.put("classes", counts.classes());
    fields.put("classes_not_learnt", counts.unlearnt());
    fields.put("of_other_classes", counts.passedOver());
    fields.put("unreadable", counts.unreadable().size());
    return fields;
  }

  static void print(PrintWriter out, ProbeCounts counts) {
    out.printf(
        "pictures: %d to learn from, %d to choose by, %d to test on; classes %d%n",
        counts.train(), counts.validation(), counts.test(), counts.classes());
    if (counts.unlearnt() > 0) {
      out.println("classes without a picture to learn from: " + counts.unlearnt());
    }
    if (counts.passedOver() > 0) {
      out.println("passed over, of classes that the test set lacks: " + counts.passedOver());
    }
  }
}
