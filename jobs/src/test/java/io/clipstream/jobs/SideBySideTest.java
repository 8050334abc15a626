package io.clipstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.jobs.Faults.Place;
import io.clipstream.jobs.testing.RunningJob;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestPictures;
import io.clipstream.schemas.TagEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two jobs over the same topics, one name being the beginning of the other. */
class SideBySideTest {
  private static final String ONE = "side";
  private static final String TWO = "side-2";
  private static final int PICTURES = 200;

  @TempDir private Path folder;

  @Test
  void jobsOfDifferentNamesDoNotTouchEachOthersTransactionsNorOffsets() throws Exception {
    TaggingStream stream =
        new TaggingStream(TestKafka.shared(), TestKafka.shared().createTopics("side", 2));
    stream.promote(SmallModel.write(folder, 4));
    stream.publish(1, List.of("cat", "dog"));
    Faults.arm(ONE, Place.EMIT, Place.SNAPSHOT);
    try (RunningJob two = RunningJob.start(stream.settings(TWO, folder), 1);
        RunningJob one = RunningJob.start(stream.settings(ONE, folder), 1)) {
      stream.send(
          IntStream.range(0, PICTURES)
              .mapToObj(i -> Map.entry("i" + i, picture("i" + i, i)))
              .toList());
      one.await("both jobs' results", () -> stream.outcomes() >= 2 * PICTURES);
      one.stop(folder);
      two.stop(folder);
    }
    assertThat(Faults.left(ONE)).isEmpty();
    Map<String, Long> resultsByImage =
        stream.results().stream()
            .collect(Collectors.groupingBy(TagEvent::getImageId, Collectors.counting()));
    assertThat(resultsByImage).hasSize(PICTURES);
    assertThat(resultsByImage.values()).containsOnly(2L);
  }

  private static byte[] picture(String id, int i) {
    return TaggingStream.event(id, TestPictures.png(i % 20));
  }
}
