package io.clipstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.ControlLogReader.Known;
import io.clipstream.jobs.kafka.KafkaControlLogReader;
import io.clipstream.jobs.kafka.TaggingTopics;
import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.jobs.testing.LongLog;
import io.clipstream.jobs.testing.RunningJob;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestPictures;
import io.clipstream.schemas.StatusEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A start on a long control log, with many label sets and many subtasks in one process. */
class LongControlLogTest {
  private static final List<String> ONE = List.of("a photo of a {}.");
  private static final int LARGE = 50_000;

  /** With 64 subtasks on two cores, that others may use too. */
  private static final Duration LONG = Duration.ofMinutes(30);

  @TempDir private Path folder;

  private final TestKafka kafka = TestKafka.shared();

  private RunningJob start(TaggingJobSettings settings, int subtasks) throws Exception {
    return RunningJob.start(settings, subtasks);
  }

  private static boolean serve(TaggingStream stream, int subtasks, int sets) {
    List<StatusEvent> statuses = stream.lastStatuses();
    return statuses.size() == subtasks
        && statuses.stream()
            .allMatch(s -> s.getActive() != null && s.getCounts().getActive() == sets && isIdle(s));
  }

  private static boolean isIdle(StatusEvent status) {
    return status.getCounts().getInWork() == 0;
  }

  /** What a subtask missed for good if the broadcast began behind it. */
  @Test
  void aRevisionInATransactionThatIsOpenAtTheStartReachesEverySubtask() throws Exception {
    int sets = 20;
    int subtasks = 3;
    TaggingTopics topics = kafka.createTopics("long-log", subtasks);
    TaggingStream stream = new TaggingStream(kafka, topics);
    stream.promote(SmallModel.write(folder, 5));
    LongLog.write(kafka, topics, new LongLog(2_000, sets, 2));
    TaggingJobSettings settings =
        stream.settings("long-log", folder, "--delivery.guarantee=at-least-once");
    try (KafkaProducer<byte[], byte[]> editor =
        kafka.producer(Map.of("transactional.id", "long-log-editor"))) {
      editor.initTransactions();
      editor.beginTransaction();
      editor.send(stream.labelSet(1_000_000, List.of("late", "later"), ONE)).get();
      try (RunningJob job = start(settings, subtasks)) {
        job.await("all sets on all subtasks", () -> serve(stream, subtasks, sets));
        editor.commitTransaction();
        job.await(
            "the late revision on all subtasks",
            () ->
                stream.lastStatuses().stream()
                    .allMatch(
                        s ->
                            s.getActive().getLabelSets().stream()
                                .anyMatch(set -> set.getRevision() == 1_000_000)));
      }
    }
    assertThat(stream.refusedLabelSets()).isEmpty();
  }

  /** Prints what docs/operations.md has. */
  @Test
  @Tag("soak")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void aMillionRevisionsOfAThousandSetsAndOneOfFiftyThousandLabels() throws Exception {
    int sets = Integer.getInteger("clipstream.soak.sets", 1_000);
    int subtasks = Integer.getInteger("clipstream.soak.subtasks", 64);
    int records = Integer.getInteger("clipstream.soak.records", 1_000_000);
    TaggingTopics topics = kafka.createTopics("million", subtasks, 16 << 20);
    TaggingStream stream = new TaggingStream(kafka, topics);
    stream.promote(SmallModel.write(folder, 5));
    LongLog log = new LongLog(records, sets, 50);
    say("writing", () -> "%d bytes".formatted(LongLog.write(kafka, topics, log)));
    say("reading alone", () -> read(topics));
    TaggingJobSettings settings = million(stream);
    String savepoint;
    try (RunningJob job = start(settings, subtasks)) {
      say("start without state", () -> awaitSets(job, stream, subtasks, 1));
      say("all sets encoded", () -> awaitSets(job, stream, subtasks, sets));
      stream.publish("large", 1, labels(LARGE), ONE);
      stream.send(
          IntStream.range(0, 64)
              .mapToObj(i -> Map.entry("i" + i, TaggingStream.event("i" + i, TestPictures.png(i))))
              .toList());
      say(
          "64 pictures beside the large set",
          () -> {
            job.await("64 results", LONG, () -> stream.outcomes() >= 64);
            return "of %d subtasks %d have the large set by then"
                .formatted(
                    subtasks,
                    stream.lastStatuses().stream()
                        .filter(s -> s.getCounts().getActive() > sets)
                        .count());
          });
      say("the large set encoded", () -> awaitSets(job, stream, subtasks, sets + 1));
      savepoint = job.stop(folder.resolve("state"));
    }
    System.out.printf(
        "savepoint: %d bytes%n", LongLog.bytes(Path.of(java.net.URI.create(savepoint))));
    long before = stream.lastStatuses().get(0).getUpdatedAt().toEpochMilli();
    TaggingJobSettings again =
        million(stream, "--flink.execution.state-recovery.path=" + savepoint);
    try (RunningJob job = start(again, subtasks)) {
      say(
          "start with state",
          () -> {
            job.await(
                "all subtasks",
                LONG,
                () ->
                    stream.lastStatuses().stream()
                        .allMatch(
                            s ->
                                s.getUpdatedAt().toEpochMilli() > before
                                    && s.getActive() != null
                                    && s.getCounts().getActive() == sets + 1));
            return subtasks + " subtasks";
          });
    }
  }

  private TaggingJobSettings million(TaggingStream stream, String... more) {
    List<String> options = new ArrayList<>(stream.arguments("million", folder));
    options.removeIf(each -> each.startsWith("--checkpoint.interval="));
    options.removeIf(each -> each.startsWith("--start.timeout="));
    options.add("--checkpoint.interval=1 min");
    options.add("--start.timeout=" + LONG.toMinutes() + " min");
    options.add("--delivery.guarantee=at-least-once");
    options.add("--flink.taskmanager.memory.network.max=512m");
    options.add("--flink.taskmanager.memory.network.min=512m");
    options.add("--flink.execution.checkpointing.dir=" + folder.resolve("checkpoints").toUri());
    options.addAll(List.of(more));
    return TaggingJobSettings.parse(options);
  }

  private String read(TaggingTopics topics) throws Exception {
    AtomicLong records = new AtomicLong();
    new KafkaControlLogReader(kafka.settings(), topics.control())
        .read(
            (log, partition) -> Known.NOTHING,
            Duration.ofHours(1),
            record -> records.incrementAndGet());
    return records + " records";
  }

  private static String awaitSets(RunningJob job, TaggingStream stream, int subtasks, int sets) {
    job.await(
        sets + " sets",
        LONG,
        () ->
            sets == 1
                ? stream.lastStatuses().stream().filter(s -> s.getActive() != null).count()
                    == subtasks
                : serve(stream, subtasks, sets));
    return "%d subtasks, %d MB of heap in use"
        .formatted(
            subtasks,
            (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20);
  }

  private static List<String> labels(int count) {
    return IntStream.range(0, count).mapToObj(i -> "thing number " + i).toList();
  }

  private static void say(String what, Callable<String> does) throws Exception {
    long start = System.nanoTime();
    String result = does.call();
    System.out.printf("%s: %.1f s, %s%n", what, (System.nanoTime() - start) / 1e9, result);
  }
}
