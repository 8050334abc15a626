package io.clipstream.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.model.checkpoint.Architectures;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs each benchmark once at a tiny size: they must not rot between measurements. */
class BenchmarksTest {
  private static final String TINY =
      """
      {"embed_dim": 16, "quick_gelu": true,
       "vision_cfg": {"image_size": 32, "layers": 2, "width": 64, "head_width": 32, "patch_size": 8},
       "text_cfg": {"context_length": 12, "vocab_size": 600, "width": 32, "heads": 4, "layers": 2}}
      """;

  @TempDir private Path directory;
  private Path architecture;

  @BeforeEach
  void write() throws IOException {
    architecture = Files.writeString(directory.resolve("tiny.json"), TINY);
  }

  @Test
  void stepsAreReportedBesideTheirProducts() {
    String output =
        run("training", "--architecture", architecture + "", "--chunk", "4", "--chunks", "2");
    assertThat(output).contains("forward products", "of three times the products");
    // At this size a share says nothing about speed, only that it was measured.
    assertThat(share(output, "of three times")).isFinite().isNotNegative();
    assertThat(share(output, "of four times")).isFinite().isNotNegative();
  }

  /** The number before the per cent sign before {@code words}. */
  private static double share(String output, String words) {
    String before = output.substring(0, output.indexOf(" % " + words)).strip();
    return Double.parseDouble(before.substring(before.lastIndexOf(' ') + 1));
  }

  @Test
  void everyBatchSizeOfEachTowerStandsBesideItsProductsAndThePeer() throws IOException {
    for (String tower : List.of("encoder", "text")) {
      Path json = directory.resolve(tower + ".json");
      String output =
          run(tower, "--architecture", architecture + "", "--batches=1,3", "--output", json + "");
      assertThat(output).contains("batch   1", "batch   3", "ours", "products alone");
      assertThat(output).contains("plain weights", "ONNX Runtime", "of its rate");
      assertThat(json).content().contains("\"processor\"", "\"kernels\"", "\"ours_over_this\"");
    }
  }

  @Test
  void anotherPrecisionIsHeldAgainstFp32() throws IOException {
    Path model = RandomCheckpoint.write(directory, Architectures.read(architecture)).directory();
    Path pictures = Files.createDirectory(directory.resolve("pictures"));
    Files.write(pictures.resolve("a.jpg"), SyntheticPictures.photograph(1));
    Path labels = Files.writeString(directory.resolve("labels"), "cat\ndog\n");
    StringWriter out = new StringWriter();
    int exit =
        Benchmarks.commandLine()
            .setOut(new PrintWriter(out))
            .execute(
                "precision",
                "--model=" + model,
                "--pictures=" + pictures,
                "--label-file=" + labels,
                "--precision=FP16");
    assertThat(exit).isZero();
    assertThat(out + "").contains("FP16 beside FP32: 3 pictures, 2 labels").contains("off by 0.0");
  }

  @Test
  void memoryIsMeasuredForEachFormOfTheWeights() {
    String output = execute("memory", "--architecture=" + architecture);
    assertThat(output).contains("plain   FP32: ", "packed  FP32: ", "MiB more once loaded");
  }

  @Test
  void withoutAnArgumentAllAreListed() {
    assertThat(execute()).contains("encoder", "text", "decode", "pipeline", "latency", "guard");
    assertThat(execute("train", "--help")).contains("Usage: bench training", "--output");
  }

  @Test
  void decodingAndTokenizingReportRates() throws IOException {
    String decoding =
        run("decode", "--round-time=1ms", "--pictures=jpg progressive 64x48,png 64x48,webp 64x48");
    assertThat(decoding).contains("peers: ", "jpg progressive 64x48", "webp 64x48", "ours", " ms");
    Path json = directory.resolve("tokenize.json");
    assertThat(runHere("tokenize", "--output=" + json))
        .contains("captions/s", "vocabulary of", "under JMH");
    assertThat(json).content().contains("\"processor\"", "\"java\"", "captions/s");
  }

  /** Under JMH, as briefly as it can. */
  private static String runHere(String... arguments) {
    System.setProperty("jmh.ignoreLock", "true"); // other builds on the machine may measure too
    return run(concat(arguments, "--forks=0", "--round-time=1ms"));
  }

  private static String[] concat(String[] arguments, String... more) {
    return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void thePipelineIsMeasuredBesideTheSameWorkAloneAndWithALoad() {
    String output =
        run("pipeline", "--architecture", architecture + "", "--images", "64", "--records", "200");
    assertThat(output)
        .contains("images/s in batches of", "the job reaches", "the frame reaches")
        .contains("from Kafka to Kafka p50");
  }

  @Test
  void aStartIsMeasuredInFreshProcesses() throws IOException {
    Path script = directory.resolve("clipstream");
    Files.writeString(script, "#!/bin/sh\necho tagged >>\"${0%/*}/starts\"\necho a tag\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    Path json = directory.resolve("start.json");
    System.setProperty("clipstream.home", directory.toString());
    try {
      assertThat(run("start", "--output", json + ""))
          .contains("tag   as started", "demo  as started", "of a plain JVM's");
    } finally {
      System.clearProperty("clipstream.home");
    }
    assertThat(json).content().contains("\"seconds\"", "\"processor\"");
    // For each command one to let classes be kept, one to warm up and one that counts, three ways.
    assertThat(Files.readAllLines(directory.resolve("starts"))).hasSize(2 * (1 + 2 * 3));
  }

  @Test
  void latencyIsMeasuredWithAndWithoutATarget() throws IOException {
    Path json = directory.resolve("latency.json");
    String output =
        execute(
            "latency",
            "--architecture=" + architecture,
            "--images=48",
            "--targets=200",
            "--output=" + json);
    assertThat(output)
        .contains("no target, at ", "target 200 ms, at ", "of the rate given up", "batch times");
    assertThat(json).content().contains("\"p99_in_batch_times\"", "\"share_of_free_rate\"");
  }

  @Test
  void labelsAreScoredBesideTheEncoder() {
    String output =
        run("labels", "--architecture", architecture + "", "--batches=2", "--labels=3,9000");
    assertThat(output).contains("9000 labels", "of the encoder's time", "1000 new labels, 80");
    assertThat(share(output, "of the encoder's time")).isPositive();
  }

  @Test
  void aSwapAndATrainingRoundAreMeasuredBesideOrdinaryBatches() {
    String output =
        run("swap", "--architecture", architecture + "", "--batches", "5", "--chunk", "4");
    assertThat(output)
        .contains("swap: a batch takes", "the longest gap", "batch times")
        .contains("is trained in the same process", "images/s beside");
  }

  @Test
  void aDashboardIsMeasuredUnderLoadAndOverAnIndex() {
    String load = execute("dashboard-load", "--seconds=2", "--rate=40", "--clients=3", "--every=1");
    assertThat(load)
        .contains("in the index: 80 of 80 sent", "each client was told of 80 to 80")
        .contains("the stalled client: ");
    String index = run("dashboard-index", "--results=300");
    assertThat(index).contains("index made in", "first page of results after", "queue counts");
  }

  private static String execute(String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine line = Benchmarks.commandLine().setOut(new PrintWriter(out));
    assertThat(line.execute(arguments)).isZero();
    return out.toString();
  }

  private static String run(String... arguments) {
    return execute(concat(arguments, "--rounds=1"));
  }

  @Test
  void theProductsOfVitB32AreThoseOfItsLayers() {
    // 49 patches of 3072 levels, 11 layers of 12 width^2 a row, of the last layer 12 for one row,
    // the projection; per picture.
    double layers = (11.0 * 50 * 12 + 12) * 768 * 768;
    double expected = 2 * (49.0 * 3072 * 768 + layers + 768 * 512);
    double found =
        MatrixProducts.ofImages(Architectures.named("ViT-B/32"), 1).stream()
            .mapToDouble(MatrixProducts.Product::floatingPointOperations)
            .sum();
    assertThat(found).isCloseTo(expected, within(1.0));
  }

  @Test
  void tasksTakeTurnsAfterAWarmUp() {
    List<String> order = new ArrayList<>();
    Map<String, Runnable> tasks = new LinkedHashMap<>();
    tasks.put("a", () -> order.add("a"));
    tasks.put("b", () -> order.add("b"));
    Rounds rounds = Rounds.of(2, System::nanoTime, tasks);
    assertThat(order).containsExactly("a", "b", "a", "b", "a", "b");
    assertThat(rounds.best("a")).isLessThanOrEqualTo(rounds.median("a")).isPositive();
    assertThat(rounds.ratio("a", "b")).isPositive();
  }
}
