package io.clipstream.benchmarks;

import io.clipstream.model.ClipConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.apache.flink.util.FileUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a tagging job at full load loses to a swap, and to a training round beside it. */
@Command(
    name = "swap",
    mixinStandardHelpOptions = true,
    description =
        "A tagging job that always has images to tag: the longest gap between its batches while it "
            + "swaps checkpoints, beside the ordinary time of a batch; then its rate while a model of the "
            + "same architecture is trained in the same process.")
final class SwapBenchmark implements Callable<Integer> {
  @Option(names = "--architecture", defaultValue = "ViT-B/32", description = "Or a .json file.")
  private String architecture;

  @Option(names = "--batch", defaultValue = "16", description = "Images a batch. Default: 16.")
  private int batch;

  @Option(
      names = "--batches",
      defaultValue = "20",
      description = "Batches before a swap, and in each state. Default: 20.")
  private int batches;

  @Option(names = "--rounds", defaultValue = "3", description = "Swaps. Default: 3.")
  private int rounds;

  @Option(names = "--chunk", defaultValue = "16", description = "Pairs of a training step.")
  private int chunk;

  @Spec private CommandSpec spec;

  private Table table;
  private Stream stream;
  private List<byte[]> pictures;
  private int sent;

  @Override
  public Integer call() throws Exception {
    table = new Table(spec.commandLine().getOut());
    pictures = new ArrayList<>();
    for (int seed = 0; seed < 32; seed++) {
      pictures.add(SyntheticPictures.photograph(seed));
    }
    Path folder = Files.createTempDirectory("clipstream-benchmark");
    try (Stream opened = new Stream(folder.resolve("kafka"))) {
      stream = opened;
      measure(folder);
    } finally {
      FileUtils.deleteDirectory(folder.toFile());
    }
    return 0;
  }

  private void measure(Path folder) throws Exception {
    ClipConfig config = Machine.architecture(architecture);
    List<RandomCheckpoint> checkpoints =
        List.of(
            Machine.apart(() -> RandomCheckpoint.write(folder, config, 1)),
            Machine.apart(() -> RandomCheckpoint.write(folder, config, 2)));
    stream.prepare(checkpoints.get(0));
    try (Results results = new Results(stream.bootstrap());
        Stream.Running job = stream.start(checkpoints.get(0), batch, "--start.from=earliest")) {
      feedUntil(results, 2 * batches * batch);
      for (int round = 0; round < rounds; round++) {
        swap(results, checkpoints.get((round + 1) % 2));
      }
      whileTraining(results, config);
      job.client().cancel().get();
    }
  }

  /** Keeps the topic ahead of the job until there are so many results. */
  private void feedUntil(Results results, int count) {
    while (results.poll().size() < count) {
      topUp(results);
    }
  }

  private void topUp(Results results) {
    int ahead = 8 * batch;
    while (sent < results.soFar() + ahead) {
      byte[] picture = pictures.get(sent % pictures.size());
      stream.image("image-" + sent, SyntheticPictures.distinct(picture, sent));
      sent++;
    }
  }

  private void swap(Results results, RandomCheckpoint next) {
    feedUntil(results, results.soFar() + batches * batch);
    List<Long> ordinary = gaps(last(results, batches));
    int before = results.soFar();
    long announced = System.currentTimeMillis();
    stream.announce(next);
    while (!results.last().event().getCheckpointId().equals(next.id())) {
      results.poll();
      topUp(results);
    }
    feedUntil(results, results.soFar() + 2 * batch);
    List<Result> around = results.all().subList(before - batch, results.soFar());
    long median = quantile(ordinary, 0.5);
    long longest = quantile(gaps(around), 1);
    table.line(
        "swap: a batch takes %d ms (median; at most %d ms); from the announcement to the switch"
            + " %d ms, the longest gap %d ms: %.2f batch times",
        median,
        quantile(ordinary, 1),
        firstOf(next, around).emitted() - announced,
        longest,
        (double) longest / median);
  }

  private static Result firstOf(RandomCheckpoint checkpoint, List<Result> results) {
    return results.stream()
        .filter(result -> result.event().getCheckpointId().equals(checkpoint.id()))
        .findFirst()
        .orElseThrow();
  }

  private void whileTraining(Results results, ClipConfig config) throws Exception {
    feedUntil(results, results.soFar() + batches * batch);
    double alone = rate(last(results, batches));
    try (BackgroundTraining training = new BackgroundTraining(config, chunk)) {
      training.awaitSteps(1);
      feedUntil(results, results.soFar() + 2 * batch);
      int steps = training.steps();
      long start = System.nanoTime();
      feedUntil(results, results.soFar() + batches * batch);
      double beside = rate(last(results, batches));
      double seconds = (System.nanoTime() - start) / 1e9;
      table.line(
          "while a model of %s is trained in the same process (%.2f pairs/s): %.2f images/s beside"
              + " %.2f before, %.0f %%",
          architecture,
          (training.steps() - steps) * chunk / seconds,
          beside,
          alone,
          100 * beside / alone);
    }
  }

  private List<Result> last(Results results, int batches) {
    List<Result> all = results.all();
    return all.subList(all.size() - batches * batch, all.size());
  }

  private static double rate(List<Result> results) {
    long span = results.get(results.size() - 1).emitted() - results.get(0).emitted();
    return 1000.0 * results.size() / span;
  }

  /** Between the emission of one batch and of the next, in milliseconds. */
  private static List<Long> gaps(List<Result> results) {
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < results.size(); i++) {
      boolean sameBatch =
          results.get(i).event().getTaggedAt().equals(results.get(i - 1).event().getTaggedAt());
      if (!sameBatch) {
        gaps.add(results.get(i).emitted() - results.get(i - 1).emitted());
      }
    }
    return gaps;
  }

  private static long quantile(List<Long> values, double share) {
    long[] sorted = values.stream().flatMapToLong(LongStream::of).sorted().toArray();
    return sorted[Math.min(sorted.length - 1, (int) (share * sorted.length))];
  }
}
