package io.clipstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.jobs.testing.RunningJob;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestPictures;
import io.clipstream.schemas.TagEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job with an end that fails on the way and goes on from its checkpoint. */
class RestartedToItsEndTest {
  private static final String JOB = "restarted-to-its-end";
  private static final int PICTURES = 200;

  @TempDir private Path folder;

  @Test
  void itComesToTheEndThatItHadAndEachImageHasOneResult() throws Exception {
    TaggingStream stream =
        new TaggingStream(TestKafka.shared(), TestKafka.shared().createTopics(JOB, 2));
    stream.promote(SmallModel.write(folder, 1));
    stream.publish(1, List.of("cat", "dog"));
    List<Map.Entry<String, byte[]>> events = new ArrayList<>();
    for (int i = 0; i < PICTURES; i++) {
      String id = "picture-" + i;
      events.add(Map.entry(id, TaggingStream.event(id, TestPictures.png(i % 7))));
    }
    stream.send(events);
    Faults.arm(JOB, Faults.Place.COMMIT); // there is a checkpoint to go on from
    TaggingJobSettings settings = stream.settings(JOB, folder, "--until=latest");
    try (RunningJob job = RunningJob.start(settings, 1)) {
      job.awaitEnd();
    }
    assertThat(Faults.left(JOB)).isEmpty();
    assertThat(Faults.starts(JOB)).isEqualTo(2);
    assertThat(stream.results())
        .hasSize(PICTURES)
        .extracting(TagEvent::getImageId)
        .doesNotHaveDuplicates();
  }
}
