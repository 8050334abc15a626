package io.clipstream.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.cli.testing.TagProcess;
import io.clipstream.jobs.Faults;
import io.clipstream.jobs.Faults.Place;
import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.jobs.testing.RunningJob;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestPictures;
import io.clipstream.schemas.Tag;
import io.clipstream.schemas.TagEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A thousand pictures through savepoint and failures, with the labels changed on the way. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class TaggingJobTest {
  private static final String JOB = "through-failures";
  private static final int PICTURES = 1_000;
  private static final int KINDS = 60;

  /** Labels by revision less 1. */
  private static final List<List<String>> LABELS =
      List.of(
          List.of("cat", "dog", "sofa"),
          List.of("cat", "red car", "tree", "boat"),
          List.of("moon", "red car"));

  @TempDir private static Path folder;
  private static SmallModel model;

  private final TaggingStream stream =
      new TaggingStream(TestKafka.shared(), TestKafka.shared().createTopics(JOB, 3));

  @BeforeAll
  static void writeModel() throws IOException {
    model = SmallModel.write(folder, 1);
  }

  @Test
  void everyPictureHasOneResultThroughSavepointsAndFailuresWithTheScoresOfItsLabels()
      throws Exception {
    stream.promote(model);
    stream.publish(1, LABELS.get(0));
    String savepoint;
    Faults.arm(JOB, Place.ENCODED, Place.EMIT);
    try (RunningJob job = RunningJob.start(settings(), 2)) {
      stream.send(events(0, 400));
      job.await("results before the savepoint", () -> stream.outcomes() >= 100);
      stream.publish(2, LABELS.get(1));
      savepoint = job.stop(folder);
    }
    stream.send(events(400, 700));
    Faults.arm(JOB, Place.SNAPSHOT, Place.COMMIT);
    try (RunningJob job = RunningJob.start(resumed(savepoint), 2)) {
      job.await("results of what came meanwhile", () -> stream.outcomes() >= 600);
      stream.publish(3, LABELS.get(2));
      awaitRevision(job, 3);
      stream.send(events(700, PICTURES - probes));
      job.await("all results", () -> stream.outcomes() >= PICTURES);
      job.stop(folder);
    }
    assertThat(Faults.left(JOB)).isEmpty();
    assertFewTransactionalIds();
    assertOneResultEach();
    assertScores(stream.results());
  }

  /** Two exactly-once sinks of two subtasks; two starts and four failures, many checkpoints. */
  private static void assertFewTransactionalIds() throws Exception {
    try (Admin admin = Admin.create(TestKafka.shared().settings().properties(Map.of()))) {
      assertThat(admin.listTransactions().all().get())
          .extracting(TransactionListing::transactionalId)
          .filteredOn(id -> id.startsWith(JOB + "/"))
          .hasSizeBetween(4, 6 * 4 * 4)
          .allMatch(id -> id.matches(JOB + "/[01]-[0-9a-f-]{36}/(tags|dead-letters)-[01]-[0-3]"));
    }
  }

  private int probes;

  /** Sends pictures until one is tagged by the revision. */
  private void awaitRevision(RunningJob job, long revision) throws Exception {
    do {
      probes++;
      stream.send(List.of(Map.entry("probe-0", TaggingStream.event("probe-0", picture(0)))));
      int before = stream.outcomes();
      job.await("the next result", () -> stream.outcomes() > before || caughtUp());
    } while (stream.results().stream().noneMatch(r -> r.getLabelSetRevision() == revision));
  }

  private boolean caughtUp() {
    return stream.outcomes() == 700 + probes;
  }

  private TaggingJobSettings settings() {
    return stream.settings(
        JOB,
        folder,
        "--flink.restart-strategy.type=fixed-delay",
        "--flink.restart-strategy.fixed-delay.attempts=10",
        "--flink.restart-strategy.fixed-delay.delay=100 ms");
  }

  private TaggingJobSettings resumed(String savepoint) {
    return stream.settings(
        JOB,
        folder,
        "--flink.restart-strategy.type=fixed-delay",
        "--flink.restart-strategy.fixed-delay.attempts=10",
        "--flink.restart-strategy.fixed-delay.delay=100 ms",
        "--flink.execution.state-recovery.path=" + savepoint);
  }

  /** Every tenth record is no picture, in one of several ways. */
  private static List<Map.Entry<String, byte[]>> events(int from, int to) {
    List<Map.Entry<String, byte[]>> events = new ArrayList<>();
    for (int i = from; i < to; i++) {
      String id = "picture-" + i;
      byte[] value = i % 10 == 9 ? bad(id, i) : TaggingStream.event(id, picture(i));
      events.add(Map.entry(id, value));
    }
    return events;
  }

  private static byte[] picture(int i) {
    return TestPictures.png(i % KINDS);
  }

  private static byte[] bad(String id, int i) {
    byte[] picture = picture(i);
    return switch (i / 10 % 5) {
      case 0 -> TaggingStream.event(id, Arrays.copyOf(picture, picture.length / 3));
      case 1 -> TaggingStream.event(id, new byte[0]);
      case 2 -> TaggingStream.event(id, picture, "no-such-set");
      case 3 -> new byte[] {1, 2, 3};
      default -> Arrays.copyOf(TaggingStream.event(id, picture), 40);
    };
  }

  private void assertOneResultEach() {
    List<String> results =
        stream.results().stream()
            .map(TagEvent::getOrigin)
            .map(origin -> origin.getPartition() + "@" + origin.getOffset())
            .toList();
    List<String> dead =
        stream.deadLetters().stream()
            .map(
                record ->
                    TaggingStream.header(record, "__connect.errors.partition")
                        + "@"
                        + TaggingStream.header(record, "__connect.errors.offset"))
            .toList();
    assertThat(Stream.concat(results.stream(), dead.stream()))
        .doesNotHaveDuplicates()
        .hasSize(PICTURES);
    assertThat(dead).hasSize(events(0, PICTURES - probes).size() / 10);
  }

  /** Recomputed from scratch, by another process, for every revision that stands in a result. */
  private static void assertScores(List<TagEvent> results) throws Exception {
    Path pictures = Files.createDirectory(folder.resolve("pictures"));
    for (int kind = 0; kind < KINDS; kind++) {
      Files.write(pictures.resolve(kind + ".png"), TestPictures.png(kind));
    }
    Map<Long, List<TagEvent>> byRevision =
        results.stream()
            .collect(
                Collectors.groupingBy(
                    TagEvent::getLabelSetRevision, TreeMap::new, Collectors.toList()));
    assertThat(byRevision.keySet()).containsExactly(1L, 2L, 3L);
    for (Map.Entry<Long, List<TagEvent>> revision : byRevision.entrySet()) {
      List<String> labels = LABELS.get((int) (revision.getKey() - 1));
      Map<String, Map<String, Double>> expected =
          TagProcess.scores(pictures, model.directory(), labels, TaggingStream.TEMPLATES);
      for (TagEvent result : revision.getValue()) {
        assertScores(result, expected.get(kind(result) + ".png"));
      }
    }
  }

  private static int kind(TagEvent result) {
    return Integer.parseInt(result.getImageId().replaceAll("\\D", "")) % KINDS;
  }

  private static void assertScores(TagEvent result, Map<String, Double> expected) {
    assertThat(result.getTags()).extracting(Tag::getLabel).hasSameElementsAs(expected.keySet());
    for (Tag tag : result.getTags()) {
      assertThat((double) tag.getScore())
          .as("score of %s for %s", tag.getLabel(), result.getImageId())
          .isCloseTo(expected.get(tag.getLabel()), within(2e-5));
    }
  }
}
