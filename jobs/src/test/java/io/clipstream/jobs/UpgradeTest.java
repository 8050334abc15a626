package io.clipstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.jobs.testing.RunningJob;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestPictures;
import io.clipstream.schemas.TagEvent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A savepoint that a release has written is restored by this build, on other topics that hold what
 * those of then did. It lies in {@code src/test/resources/savepoints/tagging-VERSION}.
 *
 * <p>If a restore fails, this build cannot take over a running job: give the operator its uid back,
 * the state its name, the serializer the version that it reads. A new directory stands for a new
 * release, beside the old ones; {@code mvn test -pl jobs -am -Dtest=UpgradeTest
 * -Dclipstream.regenerate=true} writes the one of {@link #RELEASE}.
 */
class UpgradeTest {
  /** The release of this build's savepoint. */
  private static final String RELEASE = "0.1";

  private static final int PARTITIONS = 2;
  private static final int SEEN = 5;
  private static final int MORE = 4;
  private static final long SEED = 11;

  @TempDir private Path folder;

  private final TestKafka kafka = TestKafka.shared();

  private static Path kept(String release) {
    return Path.of("src/test/resources/savepoints/tagging-" + release).toAbsolutePath();
  }

  private TaggingStream stream(String prefix) {
    return new TaggingStream(kafka, kafka.createTopics(prefix, PARTITIONS));
  }

  /** Images of each partition, by number: their places in the log are part of state. */
  private static void images(TaggingStream stream, int from, int to) {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      for (int i = from; i < to; i++) {
        String id = "p%d-%d".formatted(partition, i);
        send(stream, partition, id, TaggingStream.event(id, TestPictures.png(i)));
      }
    }
  }

  private static void send(TaggingStream stream, int partition, String id, byte[] event) {
    byte[] key = id.getBytes(StandardCharsets.UTF_8);
    TestKafka.shared().send(new ProducerRecord<>(stream.images(), partition, key, event));
  }

  /** An image of a label set that nobody has published yet: it waits, in state. */
  private static void waiting(TaggingStream stream) {
    send(stream, 0, "waits", TaggingStream.event("waits", TestPictures.png(7), "late"));
  }

  private static List<String> expected() {
    List<String> ids = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      for (int i = SEEN; i < SEEN + MORE; i++) {
        ids.add("p%d-%d".formatted(partition, i));
      }
    }
    ids.add("waits");
    return ids;
  }

  /** What this build's savepoint is made of; the first of a release is kept. */
  private String savepoint(TaggingStream stream, String name, Path to, String... more)
      throws Exception {
    SmallModel model = SmallModel.write(folder.resolve("first"), SEED);
    stream.promote(model);
    stream.publish(1, List.of("cat", "dog"));
    List<String> options = new ArrayList<>(List.of("--labels.unknown-wait=1 h"));
    options.addAll(List.of(more));
    try (RunningJob job =
        RunningJob.start(
            stream.settings(name, folder, options.toArray(new String[0])), PARTITIONS)) {
      images(stream, 0, SEEN);
      waiting(stream);
      job.await("the results", () -> stream.outcomes() == PARTITIONS * SEEN);
      job.await(
          "the image of partition 0 that waits was read",
          () -> kafka.committedOffset(name, stream.images()) == SEEN + 1);
      return job.stop(to);
    }
  }

  @Test
  void theSavepointOfThisReleaseIsWritten() throws Exception {
    Assumptions.assumeTrue(Boolean.getBoolean("clipstream.regenerate"), "writes a test resource");
    TaggingStream stream = stream("release-" + RELEASE);
    String written =
        savepoint(
            stream,
            "release-" + RELEASE,
            folder.resolve("state"),
            "--delivery.guarantee=at-least-once");
    Files.createDirectories(kept(RELEASE));
    try (Stream<Path> files = Files.list(Path.of(URI.create(written)))) {
      for (Path file : files.toList()) {
        Files.copy(
            file, kept(RELEASE).resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** With another parallelism, guarantee and graph. */
  @ParameterizedTest
  @ValueSource(strings = RELEASE)
  void theSavepointOfAReleaseIsRestoredWithOtherOptions(String release) throws Exception {
    Assumptions.assumeFalse(Boolean.getBoolean("clipstream.regenerate"), "its topics are in use");
    TaggingStream stream = stream("release-" + release);
    stream.promote(SmallModel.write(folder.resolve("first"), SEED));
    stream.publish(1, List.of("not", "read", "again"));
    images(stream, 0, SEEN);
    waiting(stream);
    TaggingJobSettings changed =
        stream.settings(
            "release-" + release,
            folder,
            "--fetch.enabled=true",
            "--fetch.allowed-hosts=example.org",
            "--restore.missing-model=latest-promoted", // it lies at another place now
            "--flink.execution.state-recovery.path=" + kept(release).toUri());
    try (RunningJob job = RunningJob.start(changed, PARTITIONS + 1)) {
      stream.publish("late", 1, List.of("sun", "moon"), TaggingStream.TEMPLATES);
      images(stream, SEEN, SEEN + MORE);
      job.await("the results", () -> stream.outcomes() >= expected().size());
      job.stop(folder.resolve("state"));
    }
    assertThat(stream.deadLetters()).isEmpty();
    assertThat(stream.results())
        .extracting(TagEvent::getImageId)
        .containsExactlyInAnyOrderElementsOf(expected());
    assertThat(stream.results())
        .filteredOn(result -> !result.getImageId().equals("waits"))
        .allMatch(r -> r.getTags().stream().anyMatch(tag -> tag.getLabel().equals("cat")));
  }
}
