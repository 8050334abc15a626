package io.clipstream.cli;

import io.clipstream.model.image.ImageLimits;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What a picture may cost. */
final class LimitOptions {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  private ImageLimits limits = ImageLimits.DEFAULT;

  @Option(
      names = "--max-bytes",
      paramLabel = "N",
      defaultValue = "33554432",
      description = "Refuse larger files. Default: ${DEFAULT-VALUE} (32 MiB).")
  void bytes(int value) {
    limits = limits.withBytes(positive("--max-bytes", value));
  }

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      defaultValue = "50000000",
      description = "Refuse pictures of more pixels. Default: ${DEFAULT-VALUE}.")
  void pixels(int value) {
    limits = limits.withPixels(positive("--max-pixels", value));
  }

  @Option(
      names = "--max-side",
      paramLabel = "N",
      defaultValue = "16384",
      description = "Refuse wider or higher pictures. Default: ${DEFAULT-VALUE}.")
  void side(int value) {
    limits = limits.withSide(positive("--max-side", value));
  }

  @Option(
      names = "--max-frames",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Refuse animations of more frames. Default: ${DEFAULT-VALUE}.")
  void frames(int value) {
    limits = limits.withFrames(positive("--max-frames", value));
  }

  private int positive(String option, int value) {
    if (value < 1) {
      throw new ParameterException(
          command.commandLine(), option + " is " + value + ", expected 1 or more");
    }
    return value;
  }

  ImageLimits limits() {
    return limits;
  }
}
