package io.clipstream.benchmarks;

import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Reports {@link Decoding}. */
@Command(
    name = "decode",
    mixinStandardHelpOptions = true,
    description = "Decoding and preprocessing of made-up photographs, on one core.")
final class DecodingBenchmark implements Callable<Integer> {
  @Mixin private Jmh jmh;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws RunnerException {
    Table table = new Table(spec.commandLine().getOut());
    table.line("decode and preprocess to %d, one core, %s", Decoding.SIDE, jmh.describe());
    for (RunResult result : jmh.run(Decoding.class, Map.of())) {
      table.line(
          "%-14s %7.1f ms (best %.1f), %7.1f images/s",
          Jmh.parameter(result, "picture"),
          1e3 * Jmh.median(result),
          1e3 * Jmh.best(result),
          1 / Jmh.median(result));
    }
    return 0;
  }
}
