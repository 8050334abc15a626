package io.clipstream.learning.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.clipstream.learning.store.PairStore;
import io.clipstream.learning.store.Split;
import io.clipstream.model.text.PromptTemplates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A round that is begun more than once, and one that is told to stop. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class RoundAttemptsTest {
  @TempDir private Path dir;
  private PairStore store;
  private RoundManifest manifest;

  @BeforeEach
  void writeParentAndPairs() {
    Path parent = ColourWorld.untrained(dir.resolve("parent"));
    store = new PairStore(dir.resolve("store"));
    var pairs = ColourWorld.pairs(ColourWorld.OLD, 12, 1);
    ColourWorld.write(dir.resolve("store"), Split.HELD_OUT, "part-a-0.avro", pairs.subList(0, 12));
    ColourWorld.write(
        dir.resolve("store"), Split.TRAIN, "part-a-0.avro", pairs.subList(12, pairs.size()));
    RoundPlanner planner = new RoundPlanner(store, "colours", 1);
    UsedFiles none = new UsedFiles();
    manifest = planner.plan(planner.fresh(none), none, "parent", parent.toString(), "", "test");
  }

  private Round round(String out) {
    return round(out, 4);
  }

  private Round round(String out, int passes) {
    return new Round(
        store,
        dir.resolve(out),
        RoundSettings.of(
            new RoundOptimisation(passes, 8, 8, 1e-3, 0.1, 0.1, 1), new Replay(1, 10, List.of())),
        new GateSettings(List.of(0.5, 1.0), 2, 100, 1, 1, 1, 1),
        new RoundInputs(List.of(), PromptTemplates.of("photo"), Optional.empty(), List.of()),
        Device.cpu());
  }

  @Test
  void aRoundThatIsStoppedInTheGateWritesNothingAndGoesOnToTheSameCheckpoint() throws Exception {
    String whole = round("whole").run(manifest, line -> {}).orElseThrow().sha256();
    for (String stage : List.of("measuring the parent", "measuring alpha 1.0")) {
      Round stopped = round("out");
      assertThat(
              stopped.run(
                  manifest,
                  line -> {
                    if (line.contains(stage)) {
                      stopped.stop();
                    }
                  }))
          .as(stage)
          .isEmpty();
      assertThat(dir.resolve("out").resolve(manifest.roundId())).doesNotExist();
    }
    assertThat(round("out").run(manifest, line -> {}).orElseThrow().sha256()).isEqualTo(whole);
  }

  @Test
  void aRoundThatWasBegunWithOtherSettingsOrIsDamagedBeginsAnew() throws Exception {
    String whole = round("whole", 3).run(manifest, line -> {}).orElseThrow().sha256();
    Round stopped = round("out", 4);
    assertThat(stopped.run(manifest, line -> stopAt("measuring the parent", line, stopped)))
        .isEmpty();
    List<String> said = new ArrayList<>();
    Round other = round("out", 3);
    assertThat(
            other.run(
                manifest,
                line -> {
                  said.add(line);
                  stopAt("measuring the parent", line, other);
                }))
        .isEmpty();
    assertThat(said).anyMatch(line -> line.contains("begins anew"));
    Path snapshot = dir.resolve("out/.rounds").resolve(manifest.roundId());
    Files.writeString(snapshot.resolve("snapshot.safetensors"), "half");
    assertThat(round("out", 3).run(manifest, line -> {}).orElseThrow().sha256()).isEqualTo(whole);
  }

  private static void stopAt(String stage, String line, Round round) {
    if (line.contains(stage)) {
      round.stop();
    }
  }

  @Test
  void aSecondAttemptWaitsForTheFirstAndReadsWhatItFinished() throws Exception {
    CountDownLatch secondWaits = new CountDownLatch(1);
    CountDownLatch firstRuns = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<Optional<Round.Finished>> first =
          threads.submit(
              () ->
                  round("out")
                      .run(
                          manifest,
                          line -> {
                            firstRuns.countDown();
                            await(secondWaits);
                          }));
      firstRuns.await();
      Future<Optional<Round.Finished>> second =
          threads.submit(
              () ->
                  round("out")
                      .run(
                          manifest,
                          line -> {
                            assertThat(line).contains("is waited for");
                            secondWaits.countDown();
                          }));
      assertThat(second.get()).isPresent().isEqualTo(first.get());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void anAttemptThatWaitsCanBeStopped() throws Exception {
    RoundSetup setup =
        new RoundSetup(
            store,
            dir.resolve("out").toAbsolutePath(),
            null,
            null,
            null,
            Device.cpu(),
            RoundCopies.NONE);
    try (RoundLock held = RoundLock.await(setup.work(manifest), new StopFlag(), line -> {})) {
      Round waiting = round("out");
      assertThat(waiting.run(manifest, line -> waiting.stop())).isEmpty();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
