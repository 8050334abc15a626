package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.distribution.probe.GatedFiles;
import io.clipstream.schemas.CheckpointEvent;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checkpoints swapped in a tagging job over two processes while pictures stream. Whatever happens,
 * every picture must have one result, and every result the scores of the checkpoint and label
 * revision that it names, as {@code clipstream tag} makes them in another process.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class SwapIT {
  /**
   * Growth from the tenth swap on, at most. Two in three swaps bring 38 MB: it is exceeded if half
   * of ten swaps, or one in thirty of two hundred, leave their checkpoints behind.
   */
  private static final long GROWTH_LIMIT = 160 << 20;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path directory;

  private static SwapStage stage;
  private static SessionCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    stage = SwapStage.start(directory);
    cluster = stage.cluster();
  }

  @AfterAll
  static void stop() {
    if (stage != null) {
      stage.close();
    }
  }

  @AfterEach
  void cancelWhatIsLeft() {
    cluster.cancelAll();
  }

  @Test
  void twentySwapsOverTwoProcessesLoseDoubleAndMixNothing() {
    swap(20);
  }

  @Test
  @Tag("soak")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void twoHundredSwapsOverTwoProcessesLoseDoubleAndMixNothing() {
    swap(200);
  }

  private static void swap(int swaps) {
    List<CheckpointEvent> checkpoints = stage.checkpoints();
    try (SwapJob job = stage.started("swaps-" + swaps)) {
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
          early = memory(swap, early);
        }
      }
      rollBack(job, checkpoints.get(1));
      List<TagEvent> results = job.finish(stage.expected());
      job.requireNoFailureOfOurs();
      System.out.println(results.size() + " results over " + swaps + " swaps: " + job.stamps());
      requireThatWrongStampsShow(job, results);
    }
  }

  /**
   * Looks at the TaskManagers' memory, where the machine tells, and requires it to be flat.
   *
   * @param early what it was after ten swaps, or nothing
   * @return what it was after ten swaps
   */
  private static Map<Long, ProcessMemory> memory(int swap, Map<Long, ProcessMemory> early) {
    if (!ProcessMemory.isKnown()) {
      return early;
    }
    Map<Long, ProcessMemory> now = new LinkedHashMap<>();
    cluster.taskManagerPids().forEach(pid -> now.put(pid, ProcessMemory.of(pid)));
    System.out.println("TaskManagers after " + swap + " swaps: " + now);
    early.forEach(
        (pid, before) -> {
          assertThat(now.get(pid).trimmed() - before.trimmed()).isLessThan(GROWTH_LIMIT);
          assertThat(now.get(pid).heap() - before.heap()).isLessThan(GROWTH_LIMIT);
        });
    return early.isEmpty() ? now : early;
  }

  /** Goes back by the command line and says how long it takes. */
  private static void rollBack(SwapJob job, CheckpointEvent to) {
    List<String> command = new ArrayList<>(List.of("checkpoint", "rollback"));
    command.addAll(List.of("--model-name", SwapStage.MODEL, "--kafka", stage.bootstrap()));
    command.add("--topic.checkpoints=" + job.topic(Topic.CHECKPOINTS));
    try (Command rollback = Command.start(directory, job.topic(Topic.CHECKPOINTS), command)) {
      assertThat(rollback.output()).contains("'" + to.getCheckpointId() + "'", "rollback");
    }
    long said = System.nanoTime();
    job.awaitAll(to.getCheckpointId());
    Duration taken = Duration.ofNanos(System.nanoTime() - said);
    System.out.println("rollback: on every subtask " + taken.toMillis() + " ms after the command");
    job.awaitStamp(to.getCheckpointId(), job.revision());
  }

  /** The check of the stamps is able to fail: any other stamp on a result is found. */
  private static void requireThatWrongStampsShow(SwapJob job, List<TagEvent> results) {
    for (TagEvent result : results.subList(0, SwapStage.KINDS)) {
      int kind = job.kind(result);
      for (CheckpointEvent other : stage.checkpoints()) {
        for (LabelSet labels : stage.labels()) {
          TagEvent stamped = TagEvent.newBuilder(result).build();
          stamped.setCheckpointId(other.getCheckpointId());
          stamped.setLabelSetHash(LabelSets.contentHash(labels));
          if (!stamped.equals(result)) {
            assertThatThrownBy(() -> stage.expected().check(stamped, kind))
                .isInstanceOf(AssertionError.class);
          }
        }
      }
    }
  }

  @Test
  void aProcessThatCannotLoadACheckpointGoesOnWithTheOldOneAndTakesLabelSets() throws IOException {
    try (SwapJob job = stage.started("refused")) {
      Path refusal = GatedFiles.refusal(stage.place("b"), job.status().pid(1));
      Files.createFile(refusal);
      job.announce(stage.gated("b"));
      long first = job.revision();
      job.await("b in one process", () -> job.status().is(0, "b", first));
      job.await("a failure", () -> job.status().failure(1).contains("refused to this process"));
      long second = job.publishLabels();
      job.await("labels beside b", () -> job.status().is(0, "b", second));
      job.await("labels beside a", () -> job.status().is(1, "a", second));
      job.awaitStamp("b", second);
      job.awaitStamp("a", second);
      Files.delete(refusal);
      job.awaitAll("b");
      job.publishLabels();
      job.awaitAll("b");
      job.finish(stage.expected());
      job.requireNoFailureOfOurs();
    }
  }

  @Test
  void aProcessKilledInMidSwapCostsNoResultAndTheJobEndsOnTheNewCheckpoint() throws IOException {
    kill(2);
  }

  @Test
  @Tag("soak")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void processesKilledInMidSwapAgainAndAgainCostNoResult() throws IOException {
    kill(12);
  }

  /**
   * Kills one process after another: while all are loading and the job's state says so, at some
   * moment after the announcement, and while all are loading, which the state may not say.
   */
  private static void kill(int kills) throws IOException {
    try (SwapJob job = stage.started("killed-" + kills)) {
      String active = "a";
      for (int kill = 0; kill < kills; kill++) {
        job.awaitStamp(active, job.revision()); // so there is state with it
        String next = active.equals("a") ? "b" : "a";
        boolean isHeld = kill % 3 != 1;
        if (isHeld) {
          Files.createFile(GatedFiles.hold(stage.place(next)));
        }
        job.announce(stage.gated(next));
        job.publishLabels();
        if (isHeld) {
          job.awaitPreparing(next);
        }
        if (kill % 3 == 0) {
          job.awaitStamp(active, job.revision());
        }
        cluster.killTaskManager(job.status().pid(kill % 2));
        job.status().forget();
        Files.deleteIfExists(GatedFiles.hold(stage.place(next)));
        cluster.startTaskManager();
        cluster.awaitTaskManagers(2);
        job.awaitAll(next);
        active = next;
      }
      job.awaitStamp(active, job.revision());
      List<TagEvent> results = job.finish(stage.expected());
      assertThat(job.failures()).as("failures").isGreaterThanOrEqualTo(kills);
      System.out.println(results.size() + " results over " + kills + " kills: " + job.stamps());
    }
  }

  @Test
  void savepointsTakenInMidSwapRestoreAtOneThreeAndTwoSubtasks() throws IOException {
    String active = "a";
    try (SwapJob job = stage.started("saved")) {
      for (int subtasks : List.of(1, 3, 2)) {
        String next = active.equals("a") ? "b" : "a";
        Files.createFile(GatedFiles.hold(stage.place(next)));
        job.announce(stage.gated(next));
        job.publishLabels();
        job.awaitPreparing(next);
        job.awaitServing(active);
        String savepoint = job.stop(directory.resolve("savepoints"));
        if (subtasks == 3) {
          cluster.startTaskManager();
          cluster.awaitTaskManagers(3);
        }
        job.run(subtasks, savepoint);
        Files.delete(GatedFiles.hold(stage.place(next)));
        job.awaitAll(next);
        job.awaitStamp(next, job.revision());
        active = next;
      }
      List<TagEvent> results = job.finish(stage.expected());
      System.out.println(results.size() + " results over 3 savepoints: " + job.stamps());
    } finally {
      cluster.cancelAll();
      if (cluster.liveTaskManagers() == 3) {
        cluster.killATaskManager();
        cluster.awaitTaskManagers(2);
      }
    }
  }
}
