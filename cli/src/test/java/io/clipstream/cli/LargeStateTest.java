package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestPictures;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.TagEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More labels than checkpoints on Flink's heap take, which is 5 MB of state. */
@Timeout(600)
class LargeStateTest {
  private static final int HEAP_LIMIT = 5 << 20;

  @TempDir private Path folder;

  @Test
  void fiftyThousandLabelsAreCheckpointedAndTaggedWith() throws Exception {
    TaggingStream stream = stream("many-labels", 10, 5_000);
    CommandProcess job = CommandProcess.startIn(folder, command(stream, "many-labels"));
    try {
      job.awaitLine("has all it needs");
      Eventually.await("an outcome, which a checkpoint commits")
          .atMost(Duration.ofMinutes(9))
          .failFast("the job has ended", () -> !job.isAlive())
          .until(() -> stream.outcomes() >= 1);
      assertThat(largestFile(folder.resolve("data/state"))).isGreaterThan(HEAP_LIMIT);
    } finally {
      job.terminate();
    }
    assertThat(job.exit()).as(job.output()).isEqualTo(143);
    assertThat(job.output()).doesNotContain("failed");
    assertThat(stream.results()).extracting(TagEvent::getImageId).containsExactly("one");
  }

  @Test
  void checkpointsThatFailAreShown() throws Exception {
    TaggingStream stream = stream("heap-labels", 8, 5_000);
    List<String> command = command(stream, "heap-labels");
    command.add("--flink.execution.checkpointing.storage=jobmanager");
    command.add("--flink.execution.checkpointing.dir=" + folder.resolve("flink").toUri());
    command.add("--flink.execution.checkpointing.tolerable-failed-checkpoints=1000");
    CommandProcess job = CommandProcess.startIn(folder, command);
    try {
      job.awaitLine("failed, nothing is committed meanwhile");
    } finally {
      job.kill();
    }
    job.exit();
    assertThat(job.output())
        .contains("as flink.execution.checkpointing.dir says")
        .containsPattern("'heap-labels': checkpoint [0-9]+ failed")
        .contains("Asynchronous task checkpoint failed");
  }

  private TaggingStream stream(String job, int sets, int labels) throws Exception {
    TaggingStream stream =
        new TaggingStream(TestKafka.shared(), TestKafka.shared().createTopics(job, 1));
    stream.promote(SmallModel.write(folder, 3));
    stream.publish(1, List.of("cat", "dog"));
    for (int set = 0; set < sets; set++) {
      stream.publish("set-" + set, 1, labels(set, labels), List.of("{}"));
    }
    stream.send(List.of(Map.entry("one", TaggingStream.event("one", TestPictures.png(1)))));
    return stream;
  }

  /** Labels of some ninety letters each, which no compression makes shorter. */
  private static List<String> labels(int set, int count) {
    Random random = new Random(set);
    return IntStream.range(0, count).mapToObj(i -> i + " " + letters(random)).toList();
  }

  private static String letters(Random random) {
    return random
        .ints(100, 'A', 'z' + 1)
        .filter(Character::isLetter)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private List<String> command(TaggingStream stream, String job) {
    List<String> command = new ArrayList<>(List.of("job", "tagging"));
    command.addAll(stream.arguments(job, folder));
    return command;
  }

  private static long largestFile(Path state) throws IOException {
    try (Stream<Path> files = Files.walk(state)) {
      return files.mapToLong(file -> file.toFile().length()).max().orElse(0);
    }
  }
}
