package io.clipstream.benchmarks;

import io.clipstream.model.Activation;
import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.VisionTransformer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.apache.flink.util.FileUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole job, from Kafka to Kafka, beside the same work without it. */
@Command(
    name = "pipeline",
    mixinStandardHelpOptions = true,
    description =
        "The tagging job from Kafka to Kafka beside decoding and encoding in one process, and, with "
            + "an encoder and pictures that cost next to nothing, beside a job that only copies records.")
final class PipelineBenchmark implements Callable<Integer> {
  private static final int FRAME_RECORD = 30_000;

  /** A share of what the job can do. */
  private static final double LOAD = 0.7;

  @Option(names = "--architecture", defaultValue = "ViT-B/32", description = "Or a .json file.")
  private String architecture;

  @Option(names = "--images", defaultValue = "320", description = "A run. Default: 320.")
  private int images;

  @Option(names = "--records", defaultValue = "10000", description = "A copying run.")
  private int records;

  @Option(names = "--batch", defaultValue = "16", description = "Images a batch. Default: 16.")
  private int batch;

  @Option(names = "--rounds", defaultValue = "3", description = "Rounds. Default: 3.")
  private int rounds;

  @Option(
      names = "--repeated",
      defaultValue = "0.3",
      paramLabel = "SHARE",
      description = "Of pictures that were sent before, byte for byte. Default: 0.3.")
  private double repeated;

  @Option(
      names = "--job",
      paramLabel = "KEY=VALUE",
      description = "An option of the tagging job; may be given again.")
  private List<String> options = List.of();

  @Spec private CommandSpec spec;

  private Report report;

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("clipstream-benchmark");
    Table table = new Table(spec.commandLine().getOut());
    report = Benchmarks.report(spec);
    try {
      whole(table, Files.createDirectory(folder.resolve("whole")));
      frame(table, Files.createDirectory(folder.resolve("frame")));
    } finally {
      FileUtils.deleteDirectory(folder.toFile());
    }
    return 0;
  }

  private void whole(Table table, Path folder) throws Exception {
    RandomCheckpoint checkpoint =
        Machine.apart(() -> RandomCheckpoint.write(folder, Machine.architecture(architecture)));
    List<byte[]> pictures = new ArrayList<>();
    for (int seed = 0; seed < 32; seed++) {
      pictures.add(SyntheticPictures.photograph(seed));
    }
    InProcess alone = new InProcess(checkpoint, batch);
    repeats(table, folder.resolve("repeated"), checkpoint, pictures);
    try (Stream stream = new Stream(folder.resolve("kafka"))) {
      stream.prepare(checkpoint);
      stream.images(pictures, images);
      double[] rates = new double[rounds];
      double[] shares = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        double without = Machine.apart(() -> alone.tag(pictures, images));
        List<Result> results = stream.tag(checkpoint, batch, options);
        rates[round] = Result.rate(results);
        shares[round] = rates[round] / without;
        table.line(
            "%s: job %.2f images/s in batches of %.1f, in one process %.2f",
            architecture, rates[round], Result.batch(results), without);
      }
      table.line("the job reaches %.1f %% of it (median of %d)", 100 * middle(shares), rounds);
      SteadyLoad.Timed timed =
          new SteadyLoad(stream, checkpoint, pictures, images, batch)
              .run(LOAD * middle(rates), options);
      table.line(
          "at %.1f images/s, %.0f %% of the job's rate: from Kafka to Kafka %s",
          timed.rate(), 100 * LOAD, timed.describe());
      report.add(numbers("pipeline", "of_one_process", shares));
      Map<String, Object> latency = timed.numbers();
      latency.put("part", "latency");
      report.add(latency);
    }
  }

  /** A stream in which some pictures come again, tagged with and without knowing them. */
  private void repeats(Table table, Path folder, RandomCheckpoint checkpoint, List<byte[]> pictures)
      throws Exception {
    SplittableRandom chance = new SplittableRandom(1);
    List<byte[]> sent = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      boolean isRepeat = i > 0 && chance.nextDouble() < repeated;
      sent.add(
          isRepeat
              ? sent.get(chance.nextInt(i))
              : SyntheticPictures.distinct(pictures.get(i % pictures.size()), i));
    }
    List<String> forgetful = new ArrayList<>(options);
    forgetful.add("known-pictures.size=0");
    try (Stream stream = new Stream(folder)) {
      stream.prepare(checkpoint);
      for (int i = 0; i < images; i++) {
        stream.image(Integer.toString(i), sent.get(i));
      }
      double[] gains = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        double without = Result.rate(stream.tag(checkpoint, batch, forgetful));
        double with = Result.rate(stream.tag(checkpoint, batch, options));
        gains[round] = with / without;
        table.line(
            "%.0f %% repeated: %.2f images/s, %.2f without knowing them",
            100 * repeated, with, without);
      }
      report.add(numbers("repeated", "over_forgetful", gains));
      table.line(
          "knowing pictures makes %.2f times the rate (median of %d)", middle(gains), rounds);
    }
  }

  private void frame(Table table, Path folder) throws Exception {
    RandomCheckpoint checkpoint = RandomCheckpoint.write(folder, nearlyNothing());
    List<byte[]> pictures = new ArrayList<>();
    for (int seed = 0; seed < 64; seed++) {
      pictures.add(SyntheticPictures.speck(seed, FRAME_RECORD));
    }
    try (Stream stream = new Stream(folder.resolve("kafka"))) {
      stream.prepare(checkpoint);
      stream.images(pictures, records);
      double[] shares = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        double copied = PassThrough.run(stream.bootstrap(), "copy-" + round);
        double tagged = Result.rate(stream.tag(checkpoint, 64, options));
        shares[round] = tagged / copied;
        table.line("frame: job %.0f records/s, copying %.0f", tagged, copied);
      }
      report.add(numbers("frame", "of_copying", shares));
      table.line("the frame reaches %.1f %% (median of %d)", 100 * middle(shares), rounds);
    }
  }

  /** One layer of width 16 over one patch. */
  private static ClipConfig nearlyNothing() {
    Activation activation = Activation.QUICK_GELU;
    return new ClipConfig(
        16,
        new VisionTransformer(8, 8, 16, 1, 1, 16, activation, 1e-5),
        new CausalTextTransformer(
            24, 514, 16, 1, 1, 16, activation, 1e-5, CausalTextTransformer.HIGHEST_ID));
  }

  private static Map<String, Object> numbers(String part, String ratio, double[] values) {
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("part", part);
    numbers.put(ratio, middle(values));
    return numbers;
  }

  private static double middle(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
