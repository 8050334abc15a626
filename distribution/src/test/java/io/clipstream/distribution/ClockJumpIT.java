package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.clipstream.embedded.EmbeddedKafka;
import io.clipstream.jobs.TaggingJob;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The clock of a TaskManager's machine is set an hour forward and an hour back while a job runs.
 * Nothing is lost or doubled, and what failed is tried again when its time has passed, not when the
 * clock says so.
 */
@Tag("soak")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ClockJumpIT {
  private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  @Test
  void anHourForwardAndBackCostsNoResultAndHoldsNothingUp() throws Exception {
    assumeTrue(FakeClock.isInstalled(), FakeClock.MISSING);
    String classPath = ClassPaths.ofBuild().ofCluster();
    Path models = directory.resolve("models");
    CheckpointEvent first = Checkpoints.write(models.resolve("first"), "small");
    CheckpointEvent second = Checkpoints.write(models.resolve("second"), "small");
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        SessionCluster cluster =
            SessionCluster.start(directory.resolve("cluster"), classPath, 0, Map.of());
        PictureStream stream = new PictureStream(kafka.bootstrap(), "jumping");
        StatusBoard board = new StatusBoard(stream.tail(Topic.STATUS, StatusEvent.class))) {
      FakeClock clock = FakeClock.at(directory.resolve("clock"));
      cluster.startTaskManager(clock.environment());
      cluster.awaitTaskManagers(1);
      publish(stream, first);
      List<String> arguments = new ArrayList<>(stream.arguments("small", models));
      arguments.addAll(List.of("--swap.backoff", "1 s", "--status.interval", "1 s"));
      String jar = cluster.rest().upload(ClassPaths.JOB_JAR);
      String job = cluster.rest().run(jar, TaggingJob.class.getName(), 1, arguments);
      stream.send(200);
      stream.awaitResults(stream.sent(), cluster);

      clock.set("+1h");
      awaitClock(board, Instant.now().plus(HALF_AN_HOUR), cluster);
      stream.send(200);
      stream.awaitResults(stream.sent(), cluster);

      Files.move(models.resolve("second"), directory.resolve("away"));
      stream.publish(Topic.CHECKPOINTS, "small", CheckpointEvent.class, second);
      Eventually.holds(
          "a failure", () -> !board.failure(0).equals("[]"), () -> evidence(board, cluster));
      clock.set("-1h");
      Files.move(directory.resolve("away"), models.resolve("second"));
      stream.send(200);
      stream.awaitResults(stream.sent(), cluster);
      Eventually.holds(
          "the next try", () -> board.is(0, "second", 1), () -> evidence(board, cluster));
      assertThat(board.now().get(0).getUpdatedAt()).isBefore(Instant.now().minus(HALF_AN_HOUR));
      clock.set("+0");
      stream.send(200);
      stream.awaitResults(stream.sent(), cluster);
      cluster.cancelAll();
      requireOneResultEach(stream, cluster.rest().failures(job));
    }
  }

  private static void awaitClock(StatusBoard board, Instant after, SessionCluster cluster) {
    Eventually.holds(
        "a status of the new time",
        () -> board.now().containsKey(0) && board.now().get(0).getUpdatedAt().isAfter(after),
        () -> evidence(board, cluster));
  }

  private static String evidence(StatusBoard board, SessionCluster cluster) {
    return board.now() + "\n" + cluster.logs();
  }

  private static void publish(PictureStream stream, CheckpointEvent checkpoint) {
    List<Label> labels = List.of(new Label("cat", List.of("a cat"), 0.5f, Action.TAG, null));
    LabelSet set = LabelSet.newBuilder().setId("default").setRevision(1).setLabels(labels).build();
    stream.publish(Topic.LABEL_SETS, "default", LabelSet.class, set);
    stream.publish(Topic.CHECKPOINTS, "small", CheckpointEvent.class, checkpoint);
  }

  @SuppressWarnings("SystemOut") // what a reader of the build's log looks for
  private static void requireOneResultEach(PictureStream stream, int failures) {
    List<TagEvent> results = stream.results();
    System.out.printf(
        "a clock that jumps: %d images, %d results, %d dead letters, %d failures of the job%n",
        stream.sent(), results.size(), stream.deadLetters(), failures);
    assertThat(results).hasSize(stream.sent());
    assertThat(results.stream().map(TagEvent::getImageId)).doesNotHaveDuplicates();
    assertThat(results.stream().map(TagEvent::getOrigin)).doesNotHaveDuplicates();
    assertThat(stream.deadLetters()).isZero();
  }
}
