package io.clipstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.DeadLetterHeaders;
import io.clipstream.jobs.testing.RunningJob;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.Tally;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestPictures;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.codec.AvroCodec;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams of which half is no good: each bad record has one dead letter, and logs stay short. */
class PoisonStormTest {
  private static final int OF_A_KIND = 60;
  private static final int MOST_LINES = 60;

  /** How a record is made bad, by the reason that is expected. */
  private static final Map<String, Function<String, byte[]>> KINDS =
      new TreeMap<>(
          Map.of(
              "NULL_VALUE", id -> null,
              "EMPTY", id -> new byte[0],
              "WRONG_FORMAT", id -> "not a record at all".getBytes(StandardCharsets.UTF_8),
              "TRUNCATED", id -> Arrays.copyOf(good(id), good(id).length / 2),
              "NO_ID", id -> TaggingStream.event("", TestPictures.png(1)),
              "NO_IMAGE", id -> event(ImageEvent.newBuilder().setImageId(id).build()),
              "UNKNOWN_FORMAT", id -> TaggingStream.event(id, new byte[] {1, 2, 3, 4, 5, 6, 7, 8}),
              "CORRUPT", id -> TaggingStream.event(id, Arrays.copyOf(TestPictures.png(1), 200)),
              "UNKNOWN_LABEL_SET",
                  id -> TaggingStream.event(id, TestPictures.png(1), "nobody's set")));

  @TempDir private Path folder;

  private final TestKafka kafka = TestKafka.shared();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream terminal = System.err;

  @BeforeEach
  void listen() {
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void listenNoMore() {
    System.setErr(terminal);
    terminal.print(said.toString(StandardCharsets.UTF_8));
  }

  private static byte[] event(ImageEvent event) {
    return AvroCodec.singleObject(ImageEvent.class).encode(event);
  }

  private static byte[] good(String id) {
    return TaggingStream.event(id, TestPictures.png(1));
  }

  private List<String> linesOfOurs() {
    return said.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.contains("io.clipstream."))
        .toList();
  }

  @Test
  void halfOfTheImagesAreDeadLettersOfTheirKindsAndTheOtherHalfIsTagged() throws Exception {
    String job = "poison-storm";
    TaggingStream stream = new TaggingStream(kafka, kafka.createTopics(job, 2));
    Tally tally = new Tally(stream);
    stream.promote(SmallModel.write(folder, 1));
    tally.publish(1, "cat", "dog");
    storm(stream, tally);
    try (RunningJob running =
        RunningJob.start(stream.settings(job, folder, "--labels.unknown-wait=100 ms"), 2)) {
      running.await("an outcome for each", tally::isComplete);
      running.stop(folder);
    }
    tally.requireOneOutcomeEach("a poison storm, half of all records bad");
    Map<String, Long> reasons =
        stream.deadLetters().stream()
            .collect(
                Collectors.groupingBy(
                    PoisonStormTest::reason, TreeMap::new, Collectors.counting()));
    assertThat(reasons).containsOnlyKeys(KINDS.keySet());
    assertThat(reasons.values()).containsOnly((long) OF_A_KIND);
    assertThat(stream.results()).hasSize(KINDS.size() * OF_A_KIND);
    assertThat(Faults.starts(job)).isEqualTo(2);
    assertThat(linesOfOurs()).hasSizeLessThan(MOST_LINES);
  }

  /** A good one behind each bad one. */
  private void storm(TaggingStream stream, Tally tally) throws Exception {
    Future<RecordMetadata> last = null;
    try (KafkaProducer<byte[], byte[]> producer = stream.producer()) {
      for (int i = 0; i < OF_A_KIND; i++) {
        for (Function<String, byte[]> kind : KINDS.values()) {
          String bad = tally.next();
          producer.send(record(stream, bad, kind.apply(bad)));
          String next = tally.next();
          last = producer.send(record(stream, next, tally.event(next)));
        }
      }
      last.get();
    }
  }

  private static ProducerRecord<byte[], byte[]> record(
      TaggingStream stream, String id, byte[] value) {
    return new ProducerRecord<>(stream.images(), id.getBytes(StandardCharsets.UTF_8), value);
  }

  private static String reason(ConsumerRecord<byte[], byte[]> letter) {
    return TaggingStream.header(letter, DeadLetterHeaders.REASON);
  }

  @Test
  void labelSetsThatCannotBeEncodedAreDeadLettersAndTheOldOneGoesOn() throws Exception {
    String job = "label-storm";
    TaggingStream stream = new TaggingStream(kafka, kafka.createTopics(job, 1));
    Tally tally = new Tally(stream);
    stream.promote(SmallModel.write(folder, 1));
    tally.publish(1, "cat", "dog");
    List<LabelSet> bad =
        List.of(
            set(List.of()),
            set(List.of(label("a", List.of(""), 0.5f))),
            set(List.of(label("a", List.of("x".repeat(100_000)), 0.5f))),
            set(List.of(label("a", List.of("a cat"), Float.NaN))),
            set(List.of(label("a", List.of("a cat"), 7f))),
            set(List.of(label("a", List.of("a"), 0.5f), label("a", List.of("b"), 0.5f))),
            set(Collections.nCopies(100_001, label("many", List.of("one"), 0.5f))));
    try (RunningJob running = RunningJob.start(stream.settings(job, folder), 1)) {
      for (int round = 0; round < 20; round++) {
        for (LabelSet set : bad.subList(0, round == 0 ? bad.size() : bad.size() - 1)) {
          byte[] value = AvroCodec.singleObject(LabelSet.class).encode(set);
          if (value.length < 900_000) {
            kafka.send(stream.labelSets(), "default", value);
          }
        }
      }
      tally.send(50);
      running.await("the refusals", () -> stream.refusedLabelSets().size() >= 6 * 20);
      running.await("results of the old set", tally::isComplete);
      assertThat(stream.results())
          .extracting(result -> result.getLabelSetRevision())
          .containsOnly(1L);
      tally.publish(3, "sun", "moon");
      running.await(
          "the next good one",
          () -> stream.lastStatuses().get(0).getActive().getLabelSets().get(0).getRevision() == 3);
      tally.send(50);
      running.await("results of the next one", tally::isComplete);
      running.stop(folder);
    }
    tally.requireOneOutcomeEach("120 label sets that cannot be encoded");
    assertThat(stream.refusedLabelSets()).hasSize(120).allMatch(r -> reason(r).equals("INVALID"));
    assertThat(Faults.starts(job)).isEqualTo(1);
    assertThat(linesOfOurs()).hasSizeLessThan(MOST_LINES);
  }

  private static LabelSet set(List<Label> labels) {
    return LabelSet.newBuilder().setId("default").setRevision(2).setLabels(labels).build();
  }

  private static Label label(String name, List<String> prompts, float threshold) {
    return Label.newBuilder().setName(name).setPrompts(prompts).setThreshold(threshold).build();
  }
}
