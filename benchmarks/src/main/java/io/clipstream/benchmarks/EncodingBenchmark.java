package io.clipstream.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reports {@link Encoding}. */
@Command(
    name = "encode",
    mixinStandardHelpOptions = true,
    description = "Image encoding beside the matrix products of the same shapes.")
final class EncodingBenchmark implements Callable<Integer> {
  @Mixin private Jmh jmh;

  @Option(names = "--architecture", defaultValue = "ViT-B/32", description = "Or a .json file.")
  private String architecture;

  @Option(names = "--batches", split = ",", defaultValue = "1,8,32", description = "Batch sizes.")
  private List<Integer> batches;

  @Option(
      names = "--threads",
      defaultValue = "0",
      description = "Threads of the engine. Default: all cores.")
  private int threads;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws RunnerException {
    Table table = new Table(spec.commandLine().getOut());
    table.line("%s, %s", architecture, jmh.describe());
    for (int batch : batches) {
      Map<String, String[]> parameters =
          Map.of(
              "architecture", new String[] {architecture},
              "batch", new String[] {"" + batch},
              "threads", new String[] {"" + threads});
      report(table, batch, jmh.run(Encoding.class, parameters));
    }
    return 0;
  }

  private static void report(Table table, int batch, Collection<RunResult> results) {
    RunResult encoding = of("encode", results);
    RunResult products = of("multiply", results);
    table.line(
        "batch %3d  encoding %7.2f images/s (best %.2f)  products %7.2f images/s (best %.2f)"
            + "  %5.1f %% of the products' rate",
        batch,
        batch / Jmh.median(encoding),
        batch / Jmh.best(encoding),
        batch / Jmh.median(products),
        batch / Jmh.best(products),
        100 * Jmh.median(products) / Jmh.median(encoding));
  }

  private static RunResult of(String method, Collection<RunResult> results) {
    return results.stream()
        .filter(result -> result.getParams().getBenchmark().endsWith("." + method))
        .findFirst()
        .orElseThrow();
  }
}
