package io.clipstream.cli;

import ai.djl.Device;
import io.clipstream.model.Clip;
import io.clipstream.model.Devices;
import io.clipstream.model.Precision;
import io.clipstream.model.encoder.Kernels;
import io.clipstream.model.encoder.Processor;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which model, where and how it computes. */
final class ModelOptions {
  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "A checkpoint directory in the HuggingFace or the OpenCLIP layout. "
              + "Default: the small one that comes with clipstream.")
  private Path directory;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "auto, cpu or cuda:N. Default: ${DEFAULT-VALUE}.")
  private String device;

  @Option(
      names = "--precision",
      paramLabel = "TYPE",
      defaultValue = "FP32",
      description =
          "${COMPLETION-CANDIDATES}; the 16-bit ones are for CUDA, BF16 also for processors with "
              + "AVX512_BF16 or AMX. Default: FP32.")
  private Precision precision;

  @Option(
      names = "--kernels",
      paramLabel = "RULE",
      defaultValue = "MEASURED",
      description =
          "How the CPU multiplies by weights: ${COMPLETION-CANDIDATES}. Measured: by the fastest "
              + "kernel for each shape, unless CLIPSTREAM_KERNELS says otherwise. Default: measured.")
  private Kernels kernels;

  @Spec(Target.MIXEE)
  private CommandSpec command;

  /** What the encoders run on, as named. */
  String device() {
    return device;
  }

  Precision precision() {
    return precision;
  }

  Kernels kernels() {
    return kernels;
  }

  Clip load() {
    return load(directory());
  }

  /** Loads another checkpoint the same way. */
  Clip load(Path checkpoint) {
    Device where = Devices.named(device);
    Processor.requireSupported(precision, where, "--precision");
    return Clip.load(checkpoint, where, precision, kernels);
  }

  /** Whether no other than the small checkpoint that comes with clipstream is meant. */
  boolean isTheBox() {
    return directory == null;
  }

  /** The directory named, else the box's, which is then said on stderr. */
  Path directory() {
    if (directory != null) {
      return directory;
    }
    Path box = BoxCheckpoint.directory();
    PrintWriter err = command.commandLine().getErr();
    err.println("clipstream: no --model given: using the small checkpoint " + box);
    err.flush();
    return box;
  }
}
