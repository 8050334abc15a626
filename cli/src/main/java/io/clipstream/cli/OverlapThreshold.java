package io.clipstream.cli;

import java.util.OptionalDouble;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** From which similarity on pictures count as the same. */
final class OverlapThreshold {
  @Option(
      names = "--overlap-threshold",
      paramLabel = "COSINE",
      description =
          "Similarity from which on two pictures are near-duplicates, -1 to 1. Default: for each set"
              + " the higher of what nine in ten altered copies of its pictures reach and what one in"
              + " twenty reaches with a picture of another class.")
  private Double threshold;

  @Spec(Target.MIXEE)
  private CommandSpec command;

  OptionalDouble value() {
    if (threshold == null) {
      return OptionalDouble.empty();
    }
    if (!(threshold >= -1 && threshold <= 1)) {
      throw new ParameterException(
          command.commandLine(), "--overlap-threshold is " + threshold + ", expected -1 to 1");
    }
    return OptionalDouble.of(threshold);
  }
}
