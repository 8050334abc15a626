package io.clipstream.benchmarks;

import io.clipstream.model.Folders;
import io.clipstream.schemas.Timings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * How soon the tagging job answers at a share of its own rate, in units of what a full batch takes;
 * and with targets for the latency, what of them is held and what rate is given up for it.
 */
@Command(
    name = "latency",
    mixinStandardHelpOptions = true,
    description = "From Kafka to Kafka at a share of the job's rate, with and without a target.")
final class LatencyBenchmark implements Callable<Integer> {
  @Option(names = "--architecture", defaultValue = "ViT-B/32", description = "Or a .json file.")
  private String architecture;

  @Option(names = "--images", defaultValue = "200", description = "A run. Default: 200.")
  private int images;

  @Option(names = "--batch", defaultValue = "16", description = "Images a batch. Default: 16.")
  private int batch;

  @Option(
      names = "--load",
      defaultValue = "0.7",
      description = "A share of the rate that the job has without a target. Default: 0.7.")
  private double load;

  @Option(
      names = "--targets",
      split = ",",
      defaultValue = "400",
      paramLabel = "MILLIS",
      description = "Values of batch.latency-target, in turn. Default: ${DEFAULT-VALUE}.")
  private List<Integer> targets;

  @Spec private CommandSpec spec;

  private Table table;
  private Report report;

  @Override
  public Integer call() throws Exception {
    table = new Table(spec.commandLine().getOut());
    Path folder = Files.createTempDirectory("clipstream-benchmark");
    try {
      RandomCheckpoint checkpoint =
          Machine.apart(() -> RandomCheckpoint.write(folder, Machine.architecture(architecture)));
      report = Benchmarks.report(spec);
      table.line("%s, batches of %d at most, %s", architecture, batch, Machine.now());
      try (Stream stream = new Stream(folder.resolve("kafka"))) {
        measure(stream, checkpoint);
      }
    } finally {
      Folders.delete(folder);
    }
    return 0;
  }

  private void measure(Stream stream, RandomCheckpoint checkpoint) throws Exception {
    List<byte[]> pictures = new ArrayList<>();
    for (int seed = 0; seed < 32; seed++) {
      pictures.add(SyntheticPictures.photograph(seed));
    }
    stream.prepare(checkpoint);
    stream.images(pictures, images);
    SteadyLoad steady = new SteadyLoad(stream, checkpoint, pictures, images, batch);
    double free = Result.rate(stream.tag(checkpoint, batch, List.of()));
    Duration full = Duration.ofMillis(Math.round(1e3 * batch / free));
    table.line("no target: %.2f images/s, a batch takes %d ms", free, full.toMillis());
    told("no target", free, free, full, steady.run(load * free, List.of()));
    for (int target : targets) {
      List<String> option = List.of("batch.latency-target=" + target + "ms");
      List<Result> all = stream.tag(checkpoint, batch, option);
      double held = Result.rate(all.subList(0, images));
      table.line(
          "target %d ms: %.2f images/s in batches of %.1f: %.0f %% of the rate given up",
          target, held, Result.batch(all), 100 * (1 - held / free));
      String name = "target " + target + " ms";
      told(name, free, held, full, steady.run(load * Math.min(free, held), option));
    }
  }

  /** Milliseconds that a picture waited for the device, once decoded, and was with it. */
  private static double atDevice(Result result) {
    Timings timings = result.event().getTimings();
    return (timings.getWaitMicros() + timings.getEncodeMicros() + timings.getScoreMicros()) / 1e3;
  }

  private void told(String name, double free, double rate, Duration full, SteadyLoad.Timed timed) {
    double[] device =
        timed.results().stream().mapToDouble(LatencyBenchmark::atDevice).sorted().toArray();
    double p99AtDevice = device[(int) (0.99 * device.length)];
    table.line(
        "%s, at %.1f images/s: %s: p99 is %.2f batch times; to and with the device p99 %.0f ms",
        name,
        timed.rate(),
        timed.describe(),
        (double) timed.quantile(0.99) / full.toMillis(),
        p99AtDevice);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("way", name);
    result.put("full_rate", rate);
    result.put("share_of_free_rate", rate / free);
    result.putAll(timed.numbers());
    result.put("p99_in_batch_times", (double) timed.quantile(0.99) / full.toMillis());
    result.put("p99_at_device_millis", p99AtDevice);
    report.add(result);
  }
}
