package io.clipstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.jobs.testing.FaultyFiles;
import io.clipstream.jobs.testing.RunningJob;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.Tally;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.schemas.FailureStatus;
import io.clipstream.schemas.StatusEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tagging job whose stores are full, fail in the middle of a file, or forget what they had. */
class StoreFaultsTest {
  @TempDir private Path folder;

  @AfterEach
  void heal() {
    FaultyFiles.heal();
  }

  private TaggingStream stream(String job) {
    TaggingStream stream =
        new TaggingStream(TestKafka.shared(), TestKafka.shared().createTopics(job, 2));
    stream.promote(SmallModel.write(folder, 1));
    return stream;
  }

  /** Every byte of state goes to the store. */
  private TaggingJobSettings settings(TaggingStream stream, String job, int attempts) {
    return settings(stream, job, attempts, new String[0]);
  }

  private TaggingJobSettings settings(
      TaggingStream stream, String job, int attempts, String... more) {
    String[] own = {
      "--flink.execution.checkpointing.storage=filesystem",
      "--flink.execution.checkpointing.dir=faulty://" + folder.resolve("state"),
      "--flink.execution.checkpointing.data-inline-threshold=0 b",
      "--flink.execution.checkpointing.num-retained=50",
      "--flink.execution.checkpointing.externalized-checkpoint-retention=RETAIN_ON_CANCELLATION",
      "--lease.timeout=3 s",
      "--flink.restart-strategy.type=fixed-delay",
      "--flink.restart-strategy.fixed-delay.attempts=" + attempts,
      "--flink.restart-strategy.fixed-delay.delay=50 ms"
    };
    String[] all = Stream.concat(Stream.of(own), Stream.of(more)).toArray(String[]::new);
    return stream.settings(job, folder, all);
  }

  @Test
  void aCheckpointStoreThatFailsInMidFileAndIsFullThenCostsNoResultOnceItIsMended()
      throws Exception {
    String job = "store-full";
    TaggingStream stream = stream(job);
    Tally tally = new Tally(stream);
    tally.publish(1, "cat", "dog");
    tally.send(200);
    try (RunningJob running = RunningJob.start(settings(stream, job, 10_000), 2)) {
      running.await("the first results", tally::isComplete);
      FaultyFiles.leaveRoom(3_000);
      tally.send(200);
      running.await("files that end early", () -> FaultyFiles.refused() >= 3);
      FaultyFiles.leaveRoom(0);
      tally.publish(2, "sun", "moon");
      tally.send(100);
      running.await("no room at all", () -> FaultyFiles.refused() >= 3);
      FaultyFiles.heal();
      tally.send(100);
      running.await("an outcome for each", tally::isComplete);
      running.stop(folder);
    }
    assertThat(Faults.starts(job)).as("starts of two subtasks").isGreaterThan(2);
    tally.requireOneOutcomeEach(
        "a checkpoint store that was full, " + Faults.starts(job) / 2 + " starts");
  }

  @Test
  void aCheckpointThatTheStoreForgotEndsTheJobByItsNameAndAnEarlierOneGoesOn() throws Exception {
    String job = "store-forgets";
    TaggingStream stream = stream(job);
    Tally tally = new Tally(stream);
    tally.publish(1, "cat", "dog");
    tally.send(100);
    long lost;
    try (RunningJob running = RunningJob.start(settings(stream, job, 2), 1)) {
      running.await("the first results", tally::isComplete);
      long first = FaultyFiles.newest();
      running.await("some checkpoints", () -> FaultyFiles.newest() > first + 3);
      lost = FaultyFiles.newest();
      FaultyFiles.forgetFrom(lost);
      running.await("one that is lost", () -> FaultyFiles.newest() > lost + 1);
      Faults.arm(job, Faults.Place.EMIT);
      tally.send(100);
      assertThatThrownBy(running::awaitEnd).hasStackTraceContaining("the store has forgotten it");
    }
    String newest = checkpoint(FaultyFiles.newest() - 1);
    assertThatThrownBy(
            () -> {
              try (RunningJob running = goOnFrom(stream, job, newest)) {
                running.awaitEnd();
              }
            })
        .hasStackTraceContaining(newest);
    try (RunningJob running = goOnFrom(stream, job, checkpoint(lost - 1))) {
      running.await("an outcome for each", tally::isComplete);
      running.stop(folder);
    }
    tally.requireOneOutcomeEach(
        "a store that forgot the newest checkpoints, where all was tagged before");
  }

  private RunningJob goOnFrom(TaggingStream stream, String job, String checkpoint)
      throws Exception {
    return RunningJob.start(
        settings(stream, job, 0, "--flink.execution.state-recovery.path=" + checkpoint), 1);
  }

  private String checkpoint(long number) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("state"))) {
      return files
          .filter(path -> path.endsWith("chk-" + number))
          .map(path -> "faulty://" + path)
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void aModelThatTheStoreForgotIsToldOfWhileTheOldOneGoesOn() throws Exception {
    String job = "model-forgotten";
    TaggingStream stream = stream(job);
    Tally tally = new Tally(stream);
    tally.publish(1, "cat", "dog");
    tally.send(50);
    SmallModel second = SmallModel.write(folder, 2);
    Path away = folder.resolve("away");
    try (RunningJob running =
        RunningJob.start(stream.settings(job, folder, "--swap.backoff=100 ms"), 2)) {
      running.await("the first results", tally::isComplete);
      Files.move(second.directory(), away);
      stream.promote(second);
      running.await("both subtasks' word", () -> words(stream).count() == 2);
      assertThat(words(stream)).allMatch(word -> word.contains("checkpoint small-2"));
      tally.send(50);
      running.await("results of the old one", tally::isComplete);
      assertThat(stream.results())
          .extracting(result -> result.getCheckpointId())
          .containsOnly("small-1");
      Files.move(away, second.directory());
      running.await("the swap", () -> serving(stream).equals(List.of("small-2", "small-2")));
      tally.send(50);
      running.await("results of the new one", tally::isComplete);
      running.stop(folder);
    }
    tally.requireOneOutcomeEach("a store that forgot a model for a time");
  }

  private static Stream<String> words(TaggingStream stream) {
    return stream.lastStatuses().stream()
        .flatMap(status -> status.getFailures().stream())
        .map(FailureStatus::getSubject);
  }

  private static List<String> serving(TaggingStream stream) {
    return stream.lastStatuses().stream()
        .map(StatusEvent::getActive)
        .map(active -> active == null ? "" : active.getCheckpointId())
        .toList();
  }
}
