package io.clipstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.jobs.testing.RunningJob;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.SteadyImages;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.model.text.PromptTemplates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How soon a published label set of 100 labels tags new images. */
class LabelsInForceTest {
  private static final Duration BETWEEN = Duration.ofMillis(800);

  @TempDir private Path folder;

  @Test
  void aPublishedLabelSetTagsNewImagesWithoutRestart() throws Exception {
    SmallModel model = SmallModel.write(folder, 7);
    assertThat(delays("in-force", model, TaggingStream.TEMPLATES, 3)).hasSize(3);
    assertThat(Faults.starts("in-force")).isEqualTo(1);
  }

  /** Every label is new in each revision, which is the most there can be to encode. */
  @Test
  @Tag("soak")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void itDoesSoWithinTwoSecondsWithTheCheckpointThatComesAlong() throws Exception {
    List<String> templates = PromptTemplates.named("imagenet-7").templates();
    List<Duration> delays =
        new ArrayList<>(delays("in-force-soon", SmallModel.box(), templates, 100));
    Collections.sort(delays);
    System.out.printf(
        "labels in force after: p50 %s, p99 %s, longest %s%n",
        delays.get(49), delays.get(98), delays.get(99));
    assertThat(delays.get(98)).as("p99 of %s", delays).isLessThan(Duration.ofSeconds(2));
  }

  /** For each revision the time from its publication to the last image that it did not tag. */
  private static List<Duration> delays(
      String name, SmallModel model, List<String> templates, int revisions) throws Exception {
    TaggingStream stream =
        new TaggingStream(TestKafka.shared(), TestKafka.shared().createTopics(name, 1));
    stream.promote(model);
    stream.publish(1, labels(1), templates);
    TaggingJobSettings settings =
        stream.settings(name, model.directory().getParent(), "--delivery.guarantee=at-least-once");
    List<Long> published = new ArrayList<>();
    try (RunningJob job = RunningJob.start(settings, 1);
        SteadyImages images = new SteadyImages(stream)) {
      job.await("the first result", () -> !stream.results().isEmpty());
      for (int revision = 2; revision < 2 + revisions; revision++) {
        published.add(images.publish(revision, labels(revision), templates));
        Thread.sleep(BETWEEN.toMillis());
      }
      int last = 1 + revisions;
      job.await(
          "revision " + last,
          () -> stream.results().stream().anyMatch(r -> r.getLabelSetRevision() == last));
      images.end();
      job.await("all results", () -> stream.results().size() >= images.sent());
      return images.delays(published);
    }
  }

  private static List<String> labels(int revision) {
    return IntStream.range(0, 100).mapToObj(i -> "thing " + i + " of " + revision).toList();
  }
}
