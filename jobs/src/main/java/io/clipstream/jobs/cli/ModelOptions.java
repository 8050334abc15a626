package io.clipstream.jobs.cli;

import io.clipstream.model.Clip;
import io.clipstream.model.Devices;
import io.clipstream.model.Precision;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which model, where and how it computes. */
final class ModelOptions {
  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "A checkpoint directory in the HuggingFace or the OpenCLIP layout.")
  Path directory;

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto, cpu or cuda:N. Default: ${DEFAULT-VALUE}.")
  String device;

  @Option(
      names = "--precision",
      defaultValue = "FP32",
      description = "${COMPLETION-CANDIDATES}; the 16-bit ones are for CUDA. Default: FP32.")
  Precision precision;

  Clip load() {
    return Clip.load(directory, Devices.named(device), precision);
  }
}
