package io.clipstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.jobs.testing.RunningJob;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestPictures;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.TagEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job that finds a backlog of images and no model. */
class ColdStartTest {
  @TempDir private Path folder;

  @Test
  void imagesWaitInKafkaUntilLabelsAndModelAreAnnounced() throws Exception {
    coldStart("cold-start", 2_000, Duration.ofSeconds(3));
  }

  @Test
  @Tag("soak")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void aBacklogOfTenThousandWaitsHalfAMinuteForTheModel() throws Exception {
    coldStart("cold-start-long", 10_000, Duration.ofSeconds(30));
  }

  private void coldStart(String name, int backlog, Duration silence) throws Exception {
    TaggingStream stream =
        new TaggingStream(TestKafka.shared(), TestKafka.shared().createTopics(name, 2));
    stream.send(
        IntStream.range(0, backlog)
            .mapToObj(i -> Map.entry("i" + i, picture("i" + i, i)))
            .toList());
    SmallModel model = SmallModel.write(folder, 2);
    try (RunningJob job = RunningJob.start(stream.settings(name, folder), 2)) {
      job.await("the subtasks' start", () -> Faults.starts(name) == 2);
      Thread.sleep(silence.toMillis());
      assertThat(stream.outcomes()).isZero();
      stream.publish(1, List.of("cat", "dog"));
      stream.promote(model);
      job.await("all results", () -> stream.outcomes() >= backlog);
      job.stop(folder);
    }
    assertThat(Faults.starts(name)).as("starts of the two subtasks").isEqualTo(2);
    assertThat(stream.lastStatuses())
        .as("both have said that they ended")
        .extracting(StatusEvent::getNextWithinMillis)
        .containsExactly(0L, 0L);
    assertThat(stream.deadLetters()).isEmpty();
    assertThat(stream.results())
        .extracting(TagEvent::getImageId)
        .doesNotHaveDuplicates()
        .hasSize(backlog);
  }

  private static byte[] picture(String id, int i) {
    return TaggingStream.event(id, TestPictures.png(i % 20));
  }
}
