package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.embedded.EmbeddedKafka;
import io.clipstream.jobs.TrainingJob;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.CheckpointEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The training job on a session cluster of one TaskManager, from the jar and the libraries that the
 * distribution holds. Every pair must be learnt from once and every round announced once, whatever
 * happens in between.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class TrainingJobIT {
  private static final String MAIN = TrainingJob.class.getName();

  /** Some steps into a round of 40 and more. */
  private static final long MID_ROUND = 20;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path directory;

  private static EmbeddedKafka kafka;
  private static SessionCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"));
    String classPath = ClassPaths.ofBuild().ofCluster();
    cluster = SessionCluster.start(directory.resolve("cluster"), classPath, 1, Map.of());
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
    if (cluster.liveTaskManagers() == 0) { // a test has failed
      cluster.startTaskManager();
    }
    cluster.cancelAll();
  }

  @Test
  void aProcessKilledInMidRoundGoesOnWithTheSameRoundAndAnnouncesItOnce() throws Exception {
    Path root = Files.createDirectory(directory.resolve("killed"));
    try (CaptionStream stream = new CaptionStream(kafka.bootstrap(), "killed", root)) {
      stream.holdTheGate(); // however slow this test is, the round is not over before the kill
      String job = submit(stream, 24);
      stream.send(50);
      await("a snapshot in mid-round", () -> stream.snapshotStep() >= MID_ROUND);
      cluster.killATaskManager();
      String round = stream.roundsUnderWay().get(0);
      long step = stream.snapshotStep();
      assertThat(stream.checkpoints()).isEmpty();

      stream.openTheGate();
      cluster.startTaskManager();
      await("an announcement", () -> stream.announced().size() == 1);
      CheckpointEvent first = stream.announced().get(0);
      assertThat(first.getCheckpointId()).isEqualTo(round);
      assertThat(stream.stepsSinceRestart(round)).allMatch(each -> each > step);
      await("restart", () -> cluster.rest().restarts(job) >= 1);

      stream.send(50);
      await("the next round", () -> stream.announced().size() == 2);
      cluster.cancelAll();
      assertThat(stream.imageIds()).as("in the store").hasSize(100).doesNotHaveDuplicates();
      stream.requireThatRoundsLearntFromEachPairOnce();
      stream.requireThatAnnouncementsNamedWhatWasWhole();
      assertThat(stream.checkpoints())
          .containsExactlyInAnyOrder(round, stream.announced().get(1).getCheckpointId());
      assertThat(stream.roundsUnderWay()).isEmpty();
    }
  }

  @Test
  void anOlderSavepointLetsNothingBeLearntTwice() throws Exception {
    Path root = Files.createDirectory(directory.resolve("older"));
    try (CaptionStream stream = new CaptionStream(kafka.bootstrap(), "older", root)) {
      String job = submit(stream, 2);
      stream.send(10);
      await("pairs in the store", () -> stream.imageIds().size() == 10);
      String savepoint = stop(job, root.resolve("savepoints"));

      String second = restore(stream, savepoint);
      stream.send(50);
      await("an announcement", () -> stream.announced().size() == 1);
      await("pairs in the store", () -> stream.imageIds().size() == 60);
      cluster.rest().cancel(second);
      cluster.awaitEnd(second, "CANCELED");

      restore(stream, savepoint);
      await("the pairs a second time", () -> stream.imageIds().size() == 110);
      await("a look at them", () -> stream.said("too few of the new pairs are not in the store"));
      assertThat(stream.announced()).hasSize(1);
      stream.send(50);
      await("the next round", () -> stream.announced().size() == 2);
      cluster.cancelAll();
      stream.requireThatRoundsLearntFromEachPairOnce();
      stream.requireThatAnnouncementsNamedWhatWasWhole();
    }
  }

  private static String submit(CaptionStream stream, int passes) {
    String jar = cluster.rest().upload(ClassPaths.JOB_JAR);
    return cluster.rest().run(jar, MAIN, 1, stream.arguments(passes));
  }

  private static String restore(CaptionStream stream, String savepoint) {
    String jar = cluster.rest().upload(ClassPaths.JOB_JAR);
    return cluster.rest().run(jar, MAIN, 1, stream.arguments(2), savepoint);
  }

  private static String stop(String job, Path savepoints) {
    String request = cluster.rest().stop(job, savepoints);
    await("a savepoint", () -> cluster.rest().savepoint(job, request).isPresent());
    cluster.awaitEnd(job, "FINISHED");
    return cluster.rest().savepoint(job, request).orElseThrow();
  }

  private static void await(String what, Callable<Boolean> condition) {
    Eventually.holds(
        what,
        condition,
        () ->
            String.join(
                "\n", cluster.rest().activeJobs().stream().map(cluster::evidence).toList()));
  }
}
