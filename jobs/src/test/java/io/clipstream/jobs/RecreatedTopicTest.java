package io.clipstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.jobs.kafka.TaggingTopics;
import io.clipstream.jobs.testing.RunningJob;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.Tally;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.schemas.LabelSetRef;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.Topic;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Control topics that are deleted and made again. */
class RecreatedTopicTest {
  private static final String JOB = "recreated";

  @TempDir private Path folder;

  private final TestKafka kafka = TestKafka.shared();

  @Test
  void aJobGoesOnWithWhatWasInForceAndThenWithWhatTheNewTopicSays() throws Exception {
    TaggingTopics topics = kafka.createTopics(JOB, 2);
    TaggingStream stream = new TaggingStream(kafka, topics);
    Tally tally = new Tally(stream);
    stream.promote(SmallModel.write(folder, 1));
    for (int revision = 1; revision <= 5; revision++) {
      tally.publish(revision, "cat", "dog" + revision);
    }
    tally.send(50);
    String savepoint;
    try (RunningJob job = RunningJob.start(stream.settings(JOB, folder), 2)) {
      job.await("results", tally::isComplete);
      for (String topic : topics.control().topics()) {
        kafka.delete(topic);
      }
      tally.send(50);
      job.await("results without the topics", tally::isComplete);
      for (String topic : topics.control().topics()) {
        kafka.create(topic, 1, Topic.LABEL_SETS.kafkaSettings());
      }
      tally.send(50);
      job.await("results with empty topics", tally::isComplete);
      assertThat(revisions(stream)).containsOnly(5L);

      tally.publish(1, "sun", "moon");
      stream.promote(SmallModel.write(folder, 2));
      job.await("the new set and model", () -> serve(stream, "small-2", 1));
      tally.send(50);
      job.await("results of the new topic", tally::isComplete);
      savepoint = job.stop(folder);
    }
    kafka.delete(topics.control().labelSets());
    kafka.create(topics.control().labelSets(), 1, Topic.LABEL_SETS.kafkaSettings());
    for (int revision = 1; revision <= 3; revision++) {
      stream.publish("other", revision, List.of("tree" + revision), TaggingStream.TEMPLATES);
    }
    tally.publish(1, "day", "night");
    try (RunningJob job =
        RunningJob.start(
            stream.settings(JOB, folder, "--flink.execution.state-recovery.path=" + savepoint),
            2)) {
      job.await("the newest set", () -> serve(stream, "small-2", 1, "default", "other"));
      tally.send(50);
      job.await("results after the restart", tally::isComplete);
      job.stop(folder);
    }
    assertThat(stream.refusedLabelSets()).isEmpty();
    tally.requireOneOutcomeEach(
        "control topics made anew, %d starts".formatted(Faults.starts(JOB)));
  }

  private static Stream<Long> revisions(TaggingStream stream) {
    return stream.results().stream().map(result -> result.getLabelSetRevision());
  }

  private static boolean serve(
      TaggingStream stream, String checkpoint, long revision, String... sets) {
    return stream.lastStatuses().stream()
        .allMatch(status -> serves(status, checkpoint, revision, List.of(sets)));
  }

  private static boolean serves(
      StatusEvent status, String checkpoint, long revision, List<String> sets) {
    return status.getActive() != null
        && status.getNextWithinMillis() > 0
        && status.getActive().getCheckpointId().equals(checkpoint)
        && status.getActive().getLabelSets().stream()
            .anyMatch(set -> set.getId().equals("default") && set.getRevision() == revision)
        && status.getActive().getLabelSets().stream()
            .map(LabelSetRef::getId)
            .toList()
            .containsAll(sets);
  }
}
