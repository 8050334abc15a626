package io.clipstream.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The benchmarks' command line. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures the model's speed and the dashboard's; the numbers stand in docs/performance.md.",
    subcommands = {
      EncoderBenchmark.class,
      TextBenchmark.class,
      PrecisionBenchmark.class,
      MemoryBenchmark.class,
      DecodingBenchmark.class,
      TokenizingBenchmark.class,
      PipelineBenchmark.class,
      LatencyBenchmark.class,
      TrainingBenchmark.class,
      SwapBenchmark.class,
      StartBenchmark.class,
      LabelsBenchmark.class,
      DashboardLoadBenchmark.class,
      DashboardIndexBenchmark.class,
      GuardCommand.class,
      GpuKit.class
    })
public final class Benchmarks implements Runnable {
  @Option(
      names = "--output",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Gets table and results as JSON, with processor, kernels and versions.")
  private Path output;

  @Spec private CommandSpec spec;

  private final Report report = new Report();

  /** All that there is. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Where a benchmark puts its results in numbers. */
  static Report report(CommandSpec benchmark) {
    return ((Benchmarks) benchmark.root().userObject()).report;
  }

  static CommandLine commandLine() {
    Benchmarks benchmarks = new Benchmarks();
    return new CommandLine(benchmarks).setExecutionStrategy(benchmarks::run);
  }

  private int run(ParseResult parsed) {
    CommandLine benchmark = parsed.asCommandLineList().get(parsed.asCommandLineList().size() - 1);
    StringWriter table = new StringWriter();
    benchmark.setOut(new PrintWriter(both(benchmark.getOut(), table), true));
    int exit = new CommandLine.RunLast().execute(parsed);
    if (exit == 0 && output != null) {
      write(benchmark.getCommandName(), parsed.originalArgs(), table.toString());
    }
    return exit;
  }

  private void write(String benchmark, List<String> arguments, String table) {
    try {
      report.write(output, benchmark, arguments, table.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Writer both(Writer one, Writer other) {
    return new Writer() {
      @Override
      public void write(char[] text, int from, int length) throws IOException {
        one.write(text, from, length);
        other.write(text, from, length);
      }

      @Override
      public void flush() throws IOException {
        one.flush();
      }

      @Override
      public void close() throws IOException {
        one.close();
      }
    };
  }

  public static void main(String[] args) {
    System.setProperty("java.awt.headless", "true");
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
    System.setProperty("slf4j.provider", "org.slf4j.simple.SimpleServiceProvider");
    System.exit(commandLine().execute(args));
  }
}
