package io.clipstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.jobs.testing.RunningJob;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestPictures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How soon a published label set tags new images, 100 labels of two templates. */
class LabelsInForceTest {
  @TempDir private Path folder;

  @Test
  void aPublishedLabelSetTagsNewImagesWithoutRestart() throws Exception {
    assertThat(delays("in-force", 3)).hasSize(3);
    assertThat(Faults.starts("in-force")).isEqualTo(1);
  }

  @Test
  @Tag("soak")
  void itDoesSoWithinTwoSeconds() throws Exception {
    List<Duration> delays = delays("in-force-soon", 100);
    Collections.sort(delays);
    assertThat(delays.get(98)).as("p99 of %s", delays).isLessThan(Duration.ofSeconds(2));
  }

  /** Times from the publication of a revision to the sending of the first image it tagged. */
  private List<Duration> delays(String name, int revisions) throws Exception {
    TaggingStream stream =
        new TaggingStream(TestKafka.shared(), TestKafka.shared().createTopics(name, 1));
    stream.promote(SmallModel.write(folder, 7));
    stream.publish(1, labels(1));
    List<Duration> delays = new ArrayList<>();
    try (RunningJob job =
        RunningJob.start(stream.settings(name, folder, "--delivery.guarantee=at-least-once"), 1)) {
      sendAndAwait(stream, job);
      for (int revision = 2; revision < 2 + revisions; revision++) {
        stream.publish(revision, labels(revision));
        delays.add(untilInForce(stream, job, revision));
      }
    }
    return delays;
  }

  private static Duration untilInForce(TaggingStream stream, RunningJob job, long revision)
      throws Exception {
    long published = System.nanoTime();
    while (true) {
      long sent = System.nanoTime();
      if (sendAndAwait(stream, job) >= revision) {
        return Duration.ofNanos(sent - published);
      }
    }
  }

  /** Sends an image and returns the revision that tagged it. */
  private static long sendAndAwait(TaggingStream stream, RunningJob job) throws Exception {
    int before = stream.results().size();
    stream.send(List.of(Map.entry("p", TaggingStream.event("p", TestPictures.png(before)))));
    job.await("the next result", () -> stream.results().size() > before);
    return stream.results().stream()
        .mapToLong(result -> result.getLabelSetRevision())
        .max()
        .orElseThrow();
  }

  private static List<String> labels(int revision) {
    return IntStream.range(0, 100).mapToObj(i -> "thing " + i + " of " + revision).toList();
  }
}
