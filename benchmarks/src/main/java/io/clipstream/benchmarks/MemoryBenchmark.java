package io.clipstream.benchmarks;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.Clip;
import io.clipstream.model.Folders;
import io.clipstream.model.Precision;
import io.clipstream.model.encoder.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What a model holds in memory with plain weights and with packed ones, each in a process of its
 * own. Of the checkpoint's files, which are mapped while they are read, nothing is counted.
 */
@Command(
    name = "memory",
    mixinStandardHelpOptions = true,
    description = "Resident memory of a model with plain and with packed weights; on Linux.")
final class MemoryBenchmark implements Callable<Integer> {
  private static final int BATCH = 8;

  @Option(
      names = "--architecture",
      defaultValue = "ViT-L/14",
      description = "Or a .json file. Default: ${DEFAULT-VALUE}, with random weights.")
  private String architecture;

  @Option(names = "--precision", defaultValue = "FP32", description = "FP32 or BF16.")
  private Precision precision;

  @Option(names = "--kernels", defaultValue = "PACKED", hidden = true)
  private Kernels kernels;

  @Option(names = "--model", hidden = true)
  private Path model;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (model != null) {
      measure();
      return 0;
    }
    Path folder = Files.createTempDirectory("clipstream-memory");
    try {
      Path written = RandomCheckpoint.write(folder, Machine.architecture(architecture)).directory();
      for (Kernels rule : List.of(Kernels.PLAIN, Kernels.PACKED)) {
        int exit = apart(written, rule);
        if (exit != 0) {
          return exit;
        }
      }
    } finally {
      Folders.delete(folder);
    }
    return 0;
  }

  private int apart(Path checkpoint, Kernels rule) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                Benchmarks.class.getName(),
                "memory",
                "--model=" + checkpoint,
                "--kernels=" + rule,
                "--precision=" + precision)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    new Table(spec.commandLine().getOut())
        .line("%s", new String(process.getInputStream().readAllBytes()).strip());
    return process.waitFor();
  }

  private void measure() {
    // The engine itself, before the weights.
    NDManager.newBaseManager(Device.cpu(), "PyTorch").close();
    long before = resident();
    try (Clip clip = Clip.load(model, Device.cpu(), precision, kernels);
        NDManager scope = clip.newScope()) {
      long loaded = resident();
      int side = clip.preprocessing().imageSize();
      clip.encodeImages(scope, Collections.nCopies(BATCH, new byte[3 * side * side]));
      new Table(spec.commandLine().getOut())
          .line(
              "%s",
              String.format(
                  Locale.ROOT,
                  "%-7s %s: %d MiB more once loaded, %d MiB more after a batch of %d; peak %d MiB"
                      + " with the mapped files",
                  kernels,
                  precision,
                  loaded - before,
                  resident() - before,
                  BATCH,
                  Machine.peakMebibytes().orElse(0)));
    }
  }

  private static long resident() {
    return Machine.mebibytes(ProcessHandle.current().pid(), "RssAnon").orElse(0);
  }
}
