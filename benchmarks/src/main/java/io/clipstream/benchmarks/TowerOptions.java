package io.clipstream.benchmarks;

import io.clipstream.model.Precision;
import io.clipstream.model.encoder.Kernels;
import java.util.List;
import picocli.CommandLine.Option;

/** What the benchmarks of the towers have in common. */
final class TowerOptions {
  @Option(
      names = "--architecture",
      split = ",",
      defaultValue = "ViT-B/32",
      description = "Names, or .json files, separated by commas. Default: ${DEFAULT-VALUE}.")
  List<String> architectures;

  @Option(
      names = "--precision",
      defaultValue = "FP32",
      description = "What ours computes in: FP32 or BF16. Default: ${DEFAULT-VALUE}.")
  Precision precision;

  @Option(
      names = "--peer",
      arity = "1",
      defaultValue = "true",
      description = "Whether ONNX Runtime is measured beside. Default: ${DEFAULT-VALUE}.")
  boolean peer;

  /** The rule that the environment pins, or the fastest. */
  Kernels kernels() {
    return Kernels.pinned();
  }
}
