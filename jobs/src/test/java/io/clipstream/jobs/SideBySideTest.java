package io.clipstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.jobs.Faults.Place;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two jobs over the same topics, one name being the beginning of the other. */
class SideBySideTest {
  private static final String ONE = "side";
  private static final String TWO = "side-2";
  private static final String OTHER = "other";
  private static final int PICTURES = 200;

  @TempDir private Path folder;

  @Test
  void jobsOfDifferentNamesAndModelsDoNotTouchEachOther() throws Exception {
    TaggingStream stream =
        new TaggingStream(TestKafka.shared(), TestKafka.shared().createTopics("side", 2));
    stream.promote(SmallModel.write(folder, 4));
    stream.promote(SmallModel.write(folder, 5), OTHER);
    stream.publish(1, List.of("cat", "dog"));
    Faults.arm(ONE, Place.EMIT, Place.SNAPSHOT);
    try (RunningJob two = RunningJob.start(otherModel(stream), 1);
        RunningJob one = RunningJob.start(stream.settings(ONE, folder), 1)) {
      stream.send(events(0));
      one.await("both jobs' results", () -> stream.outcomes() >= 2 * PICTURES);
      stream.promote(SmallModel.write(folder, 6), OTHER);
      do {
        int sent = stream.outcomes() / 2;
        stream.send(events(sent));
        one.await("both jobs' results", () -> stream.outcomes() >= 2 * (sent + PICTURES));
      } while (!checkpoints(stream, OTHER).contains("small-6"));
      one.stop(folder);
      two.stop(folder);
    }
    assertThat(Faults.left(ONE)).isEmpty();
    Map<String, Long> resultsByImage =
        stream.results().stream()
            .collect(Collectors.groupingBy(TagEvent::getImageId, Collectors.counting()));
    assertThat(resultsByImage.values()).containsOnly(2L);
    assertThat(checkpoints(stream, SmallModel.NAME)).containsExactly("small-4");
    assertThat(checkpoints(stream, OTHER)).containsExactlyInAnyOrder("small-5", "small-6");
  }

  /** The second job, which follows another model. */
  private TaggingJobSettings otherModel(TaggingStream stream) {
    List<String> arguments = new ArrayList<>(stream.arguments(TWO, folder));
    arguments.replaceAll(each -> each.startsWith("--model.name=") ? "--model.name=other" : each);
    return TaggingJobSettings.parse(arguments);
  }

  /** The checkpoints that have made results of a model. */
  private static List<String> checkpoints(TaggingStream stream, String model) {
    return stream.results().stream()
        .filter(result -> result.getModelName().equals(model))
        .map(TagEvent::getCheckpointId)
        .distinct()
        .toList();
  }

  private static List<Map.Entry<String, byte[]>> events(int from) {
    return IntStream.range(from, from + PICTURES)
        .mapToObj(i -> Map.entry("i" + i, TaggingStream.event("i" + i, TestPictures.png(i % 20))))
        .toList();
  }
}
