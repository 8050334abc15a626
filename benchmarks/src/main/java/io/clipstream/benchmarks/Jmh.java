package io.clipstream.benchmarks;

import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;
import picocli.CommandLine.Option;

/** What the benchmarks under JMH have in common: how long it measures, and in which process. */
final class Jmh {
  @Option(names = "--rounds", defaultValue = "7", description = "Rounds. Default: 7.")
  private int rounds;

  @Option(
      names = "--round-time",
      defaultValue = "2s",
      description = "How long a round lasts at least. Default: ${DEFAULT-VALUE}.")
  private String roundTime;

  @Option(
      names = "--forks",
      defaultValue = "1",
      description = "Processes that measure, one after the other; 0 for this one. Default: 1.")
  private int forks;

  /**
   * Measures after a round to warm up, each combination of parameters in a process of its own.
   *
   * @param parameters values by parameter; those of the others are the benchmark's
   */
  Collection<RunResult> run(Class<?> benchmark, Map<String, String[]> parameters)
      throws RunnerException {
    TimeValue time = TimeValue.fromString(roundTime);
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(benchmark.getName() + "."))
            .forks(forks)
            .warmupIterations(1)
            .warmupTime(time)
            .measurementIterations(rounds)
            .measurementTime(time)
            .jvmArgsAppend(
                "-Djava.awt.headless=true",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                "-Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider")
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    parameters.forEach(options::param);
    return new Runner(options.build()).run();
  }

  /** The median over rounds of the seconds that a call took on average. */
  static double median(RunResult result) {
    return seconds(result).getPercentile(50);
  }

  /** The seconds that a call took on average in the best round. */
  static double best(RunResult result) {
    return seconds(result).getMin();
  }

  /** The value of a parameter. */
  static String parameter(RunResult result, String name) {
    return result.getParams().getParam(name);
  }

  private static Statistics seconds(RunResult result) {
    return result.getPrimaryResult().getStatistics();
  }

  String describe() {
    return rounds + " rounds of " + roundTime + " under JMH, " + Machine.now();
  }
}
