package io.clipstream.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The benchmarks' command line. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures the model's speed and the dashboard's; the numbers stand in docs/performance.md.",
    subcommands = {
      TrainingBenchmark.class,
      EncoderBenchmark.class,
      TextBenchmark.class,
      PrecisionBenchmark.class,
      MemoryBenchmark.class,
      DecodingBenchmark.class,
      TokenizingBenchmark.class,
      PipelineBenchmark.class,
      LatencyBenchmark.class,
      SwapBenchmark.class,
      StartBenchmark.class,
      LabelsBenchmark.class,
      DashboardLoadBenchmark.class,
      DashboardIndexBenchmark.class
    })
public final class Benchmarks implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which benchmark?");
  }

  static CommandLine commandLine() {
    return new CommandLine(new Benchmarks());
  }

  public static void main(String[] args) {
    System.setProperty("java.awt.headless", "true");
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
    System.exit(commandLine().execute(args));
  }
}
