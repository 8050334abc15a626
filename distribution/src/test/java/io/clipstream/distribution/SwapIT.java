package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.distribution.probe.GatedFiles;
import io.clipstream.distribution.probe.GatedFilesFactory;
import io.clipstream.jobs.embedded.EmbeddedKafka;
import io.clipstream.model.checkpoint.Integrity;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSets;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.flink.core.fs.FileSystemFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checkpoints swapped in a tagging job over two processes while pictures stream: every picture must
 * have one result, and every result the scores of the checkpoint and label revision that it names,
 * as {@code clipstream tag} makes them in another process.
 */
class SwapIT {
  private static final Path BOX = Path.of("../models/box").toAbsolutePath().normalize();
  private static final Path CLASSES = Path.of("target/test-classes").toAbsolutePath();
  private static final String PROBE = GatedFiles.class.getPackageName().replace('.', '/');
  private static final String MODEL = "shop";
  private static final int KINDS = 16;

  /** What a swap may leave behind, at most, from the tenth on: less than one in five checkpoints. */
  private static final long GROWTH_LIMIT = 96 << 20;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path directory;

  private static final List<byte[]> PICTURES =
      LongStream.range(0, KINDS).mapToObj(PictureStream::picture).toList();

  private static final List<LabelSet> LABELS =
      List.of(labels("cat", "red heart", "sofa"), labels("house", "red car", "tree", "boat"));

  private static EmbeddedKafka kafka;
  private static SessionCluster cluster;

  /** The checkpoints in the order in which they follow one another; the last is the shipped one. */
  private static List<CheckpointEvent> checkpoints;

  private static ExpectedScores expected;

  @BeforeAll
  static void start() throws IOException {
    Path models = directory.resolve("models");
    CheckpointEvent a = SmallCheckpoint.writeHeavy(models.resolve("a"), MODEL, 1, 16);
    CheckpointEvent b = SmallCheckpoint.writeHeavy(models.resolve("b"), MODEL, 2, 24);
    CheckpointEvent box = SmallCheckpoint.promotion(BOX, MODEL, Integrity.verify(BOX), 256);
    checkpoints = List.of(a, b, box);
    Map<String, Path> places =
        Map.of("a", models.resolve("a"), "b", models.resolve("b"), "box", BOX);
    expected = ExpectedScores.compute(directory, PICTURES, places, LABELS);
    kafka = EmbeddedKafka.start(directory.resolve("kafka"));
    Path home = directory.resolve("cluster");
    installGate(Files.createDirectories(home.resolve("plugins/gate")));
    cluster = SessionCluster.start(home, ClassPaths.ofBuild().ofCluster(), 2, Map.of());
  }

  private static void installGate(Path plugin) {
    Jars.of(plugin.resolve("gate.jar"), CLASSES, PROBE, List.of());
    Jars.ofService(
        plugin.resolve("service.jar"), FileSystemFactory.class, GatedFilesFactory.class.getName());
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
    if (kafka != null) {
      kafka.close();
    }
  }

  @AfterEach
  void cancelWhatIsLeft() {
    cluster.cancelAll();
  }

  @Test
  void twentySwapsOverTwoProcessesLoseDoubleAndMixNothing() throws Exception {
    swap(20);
  }

  @Test
  @Tag("soak")
  void twoHundredSwapsOverTwoProcessesLoseDoubleAndMixNothing() throws Exception {
    swap(200);
  }

  private void swap(int swaps) throws Exception {
    try (SwapJob job = started("swaps-" + swaps, 2)) {
      assertThat(job.status().pid(0)).isNotEqualTo(job.status().pid(1));
      Map<Long, ProcessMemory> early = Map.of();
      for (int swap = 1; swap <= swaps; swap++) {
        CheckpointEvent next = checkpoints.get(swap % checkpoints.size());
        job.announce(next);
        if (swap % 4 == 1) {
          job.publishLabels();
        }
        job.awaitAll(next.getCheckpointId());
        if (swap % 10 == 0) {
          Map<Long, ProcessMemory> now = memory();
          System.out.println("after " + swap + " swaps: " + now);
          early = early.isEmpty() ? now : early;
        }
      }
      requireFlat(early, memory());
      rollBack(job, checkpoints.get(swaps % checkpoints.size()), checkpoints.get(1));
      List<TagEvent> results = job.finish(expected);
      assertThat(job.restarts()).as("failures").isZero();
      System.out.println(results.size() + " results of " + swaps + " swaps: " + job.stamps());
      requireThatWrongStampsShow(job, results);
    }
  }

  /** A job with the first checkpoint and revision in service. */
  private static SwapJob started(String name, int parallelism) {
    PictureStream stream = new PictureStream(kafka.bootstrap(), name);
    List<String> settings = new ArrayList<>(List.of("--model.name", MODEL));
    settings.add("--model.allowed-prefixes");
    settings.add("%s,%s,gated://%1$s".formatted(directory.resolve("models"), BOX));
    settings.addAll(List.of("--checkpoint.interval", "1 s", "--device", "cpu"));
    settings.addAll(List.of("--batch.size", "8", "--decode.threads", "1"));
    settings.addAll(List.of("--swap.backoff", "200 ms", "--swap.max-backoff", "200 ms"));
    SwapJob job = new SwapJob(cluster, stream, settings, LABELS, PICTURES);
    job.announce(checkpoints.get(0));
    job.publishLabels();
    job.run(parallelism, null);
    job.awaitAll("a");
    return job;
  }

  private static Map<Long, ProcessMemory> memory() {
    Map<Long, ProcessMemory> memory = new LinkedHashMap<>();
    if (ProcessMemory.isKnown()) {
      cluster.taskManagerPids().forEach(pid -> memory.put(pid, ProcessMemory.of(pid)));
    }
    return memory;
  }

  private static void requireFlat(Map<Long, ProcessMemory> early, Map<Long, ProcessMemory> late) {
    early.forEach(
        (pid, before) -> {
          ProcessMemory after = late.get(pid);
          assertThat(after.resident() - before.resident()).isLessThan(GROWTH_LIMIT);
          assertThat(after.heap() - before.heap()).isLessThan(GROWTH_LIMIT);
        });
  }

  /** Goes back by the command line and says how long it takes. */
  private void rollBack(SwapJob job, CheckpointEvent from, CheckpointEvent to) {
    List<String> command = new ArrayList<>(List.of("checkpoint", "rollback"));
    command.addAll(List.of("--model-name", MODEL, "--kafka", kafka.bootstrap()));
    command.add("--topic.checkpoints=" + job.topic(Topic.CHECKPOINTS));
    long asked = System.nanoTime();
    try (Command rollback = Command.start(directory, job.topic(Topic.TAGS), command)) {
      assertThat(rollback.output()).contains(to.getCheckpointId(), from.getCheckpointId());
    }
    long said = System.nanoTime();
    job.awaitAll(to.getCheckpointId());
    long done = System.nanoTime();
    System.out.printf(
        "rollback: the command took %d ms, all subtasks were back %d ms after it%n",
        Duration.ofNanos(said - asked).toMillis(), Duration.ofNanos(done - said).toMillis());
    job.awaitStamp(to.getCheckpointId(), job.revision());
  }

  /** The check of the stamps is able to fail: any other stamp on a result is found. */
  private static void requireThatWrongStampsShow(SwapJob job, List<TagEvent> results) {
    for (TagEvent result : results.subList(0, KINDS)) {
      int kind = job.kind(result);
      for (CheckpointEvent other : checkpoints) {
        for (LabelSet labels : LABELS) {
          TagEvent stamped = TagEvent.newBuilder(result).build();
          stamped.setCheckpointId(other.getCheckpointId());
          stamped.setLabelSetHash(LabelSets.contentHash(labels));
          if (!stamped.equals(result)) {
            assertThatThrownBy(() -> expected.check(stamped, kind))
                .isInstanceOf(AssertionError.class);
          }
        }
      }
    }
  }

  private static LabelSet labels(String... names) {
    return LabelSet.newBuilder()
        .setId("default")
        .setRevision(0)
        .setTemplates(List.of("a photo of a {}.", "a {} in the wild"))
        .setLabels(
            java.util.Arrays.stream(names)
                .map(name -> new Label(name, List.of(name), 0.5f, Action.TAG, null))
                .toList())
        .build();
  }
}
