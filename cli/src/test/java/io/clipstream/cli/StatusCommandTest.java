package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clipstream.schemas.FailureStatus;
import io.clipstream.schemas.GenerationStatus;
import io.clipstream.schemas.LabelSetRef;
import io.clipstream.schemas.RoundsStatus;
import io.clipstream.schemas.StatusCounts;
import io.clipstream.schemas.StatusEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusCommandTest {
  private StatusTopic topic;

  @BeforeEach
  void makeTopic() {
    topic = StatusTopic.make();
  }

  private CommandRun status(String... more) {
    return statusOf(80, more);
  }

  private CommandRun statusOf(int columns, String... more) {
    return CommandRun.onKafka(
        Stream.concat(
                Stream.of("status", "--topic.status=" + topic.name(), "--columns=" + columns),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private static StatusEvent.Builder changed(StatusEvent event) {
    return StatusEvent.newBuilder(event);
  }

  @Test
  void whereNothingRunsItSaysSo() {
    CommandRun run = status();
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).contains("no job has told of itself");
    CommandRun bare = CommandRun.onKafka("status", "--topic.status=never.made");
    assertThat(bare.exit()).isEqualTo(1);
    assertThat(bare.out()).contains("topic 'never.made' does not exist");
  }

  @Test
  void aJobThatIsWellIsShownWithWhatItServes() throws Exception {
    topic.say(
        StatusTopic.tagging("eu", 0, 2, "spring"),
        StatusTopic.tagging("eu", 1, 2, "winter"),
        StatusTopic.tagging("eu", 1, 2, "spring"),
        StatusTopic.tagging("eu", 2, 3, "old")); // of a wider run before
    StatusEvent newest = StatusTopic.tagging("eu", 0, 2, "spring");
    topic.say(newest);
    CommandRun run = status();
    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .contains("eu: running, tagging, 2 subtasks, model shop, cpu, last heard of")
        .contains("  serves      spring with default r3\n")
        .doesNotContain("winter", "old");
  }

  @Test
  void aJobThatNobodyHeardOfIsSaidBesideThoseThatThereAre() throws Exception {
    topic.say(StatusTopic.tagging("shop", 0, 1, "a"), StatusTopic.tagging("three", 0, 1, "a"));
    CommandRun run = statusOf(140, "--job=nosuch");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).contains("no job 'nosuch' has told of itself; there are shop, three");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -5})
  void aWidthThatHoldsNothingIsRefused(int columns) {
    CommandRun run = statusOf(columns);
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("--columns is " + columns + ", expected 1 or more");
  }

  @Test
  void subtasksThatDifferAreNamed() throws Exception {
    topic.say(StatusTopic.tagging("eu", 0, 2, "spring"), StatusTopic.tagging("eu", 1, 2, "winter"));
    assertThat(status().out())
        .contains("serves      spring with default r3 (subtask 0)")
        .contains("serves      winter with default r3 (subtask 1)");
  }

  @Test
  void aJobThatIsGoneIsSilentSinceItWasHeardLast() throws Exception {
    Instant then = Instant.now().minus(Duration.ofMinutes(5));
    topic.say(changed(StatusTopic.tagging("eu", 0, 1, "spring")).setUpdatedAt(then).build());
    CommandRun run = status();
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out())
        .contains("eu: silent since " + then.toString().substring(0, 19))
        .doesNotContain("running");
  }

  @Test
  void oneThatIsGoneBesideOneThatRunsIsNoFailure() throws Exception {
    Instant then = Instant.now().minus(Duration.ofDays(5));
    topic.say(
        changed(StatusTopic.tagging("old", 0, 1, "spring")).setUpdatedAt(then).build(),
        StatusTopic.tagging("new", 0, 1, "spring"));
    assertThat(status().exit()).isZero();
    assertThat(status("--job=old").exit()).isEqualTo(1);
    assertThat(status("--job=old").out()).doesNotContain("new: running");
  }

  @Test
  void aJobWithASubtaskThatIsGoneIsNotWell() throws Exception {
    Instant then = Instant.now().minus(Duration.ofMinutes(5));
    topic.say(
        StatusTopic.tagging("eu", 0, 2, "spring"),
        changed(StatusTopic.tagging("eu", 1, 2, "spring")).setUpdatedAt(then).build());
    CommandRun run = status();
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).contains("eu: silent in part (subtask 1) since");
  }

  @Test
  void aJobThatEndedSaysSo() throws Exception {
    topic.say(changed(StatusTopic.tagging("eu", 0, 1, "a")).setNextWithinMillis(0L).build());
    CommandRun run = status();
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).contains("eu: ended ");
  }

  @Test
  void whileAJobWaitsItIsShownForWhat() throws Exception {
    topic.say(
        changed(StatusTopic.tagging("eu", 0, 1, "a"))
            .setActive(null)
            .setActivity("waits (10 s of 300): no promoted checkpoint of model shop was announced")
            .build());
    CommandRun run = status();
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).contains("eu: waiting").contains("no promoted checkpoint of model shop");
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 140})
  void whatFailedIsShownWithItsReasonInLinesThatFit(int columns) throws Exception {
    FailureStatus failure =
        new FailureStatus(
            "checkpoint winter (file:///elsewhere/winter)",
            "URI 'file:///elsewhere/winter' lies under none of the allowed prefixes"
                + " [file:/models]; add its place to them",
            3,
            Instant.now(),
            40_000L);
    List<LabelSetRef> sets = new ArrayList<>();
    IntStream.range(0, 50).forEach(i -> sets.add(new LabelSetRef("tenant-" + i, 1L, "h")));
    topic.say(
        changed(StatusTopic.tagging("eu", 0, 1, "spring"))
            .setActive(new GenerationStatus("spring", null, sets))
            .setPending(new GenerationStatus("winter", null, List.of()))
            .setInWork(sets.subList(0, 2))
            .setCounts(new StatusCounts(120, 7, 2, 1))
            .setFailures(List.of(failure))
            .build());
    CommandRun run = statusOf(columns);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out().replaceAll("\\s+", " "))
        .contains("eu: failing")
        .contains("spring with tenant-0 r1")
        .contains("and 112 more")
        .contains("coming winter, 7 label sets ready")
        .contains("in work label sets tenant-0 r1, tenant-1 r1")
        .contains("failed checkpoint winter (file:///elsewhere/winter): URI")
        .contains("attempt 3, the next 40 s later");
    assertThat(run.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(columns));
  }

  @Test
  void aTrainingJobIsShownWithItsRounds() throws Exception {
    topic.say(
        StatusEvent.newBuilder()
            .setJobName("learner")
            .setKind("training")
            .setModelName("shop")
            .setDevice("cpu")
            .setActivity("120 new pairs wait for a round")
            .setRounds(new RoundsStatus("idle", 120L))
            .setNextWithinMillis(30_000L)
            .setUpdatedAt(Instant.now())
            .build());
    CommandRun run = status();
    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .contains("learner: running, training")
        .contains("rounds      idle, 120 new pairs wait");
  }

  @Test
  void theLagIsWhatTheGroupHasNotCommitted() throws Exception {
    String images = SharedKafka.topic("images", Map.of());
    try (KafkaProducer<byte[], byte[]> producer = SharedKafka.producer(Map.of())) {
      for (int i = 0; i < 5; i++) {
        producer.send(new ProducerRecord<>(images, new byte[] {1})).get();
      }
    }
    try (KafkaClients clients = KafkaConnection.at(SharedKafka.bootstrap()).connect()) {
      clients
          .admin()
          .alterConsumerGroupOffsets(
              "lagging", Map.of(new TopicPartition(images, 0), new OffsetAndMetadata(2)))
          .all()
          .get();
    }
    topic.say(StatusTopic.tagging("lagging", 0, 1, "spring"));
    assertThat(status().out().replaceAll("\\s+", " ")).contains("lag 3 records of " + images);
    assertThat(status("--json").json().get(0).at("/jobs/0/lag").get(images).asLong()).isEqualTo(3);
  }

  @Test
  void theJsonHasAStableShape() throws Exception {
    topic.say(StatusTopic.tagging("eu", 0, 1, "spring"));
    JsonNode report = status("--json").json().get(0);
    assertThat(report.fieldNames())
        .toIterable()
        .containsExactly("kafka", "at", "well", "jobs", "promoted", "labelSets", "problems");
    JsonNode job = report.at("/jobs/0");
    assertThat(job.fieldNames())
        .toIterable()
        .containsExactly(
            "name",
            "kind",
            "model",
            "follow",
            "state",
            "lastStatus",
            "parallelism",
            "lag",
            "rounds",
            "lastRound",
            "subtasks");
    assertThat(job.get("state").asText()).isEqualTo("running");
    assertThat(job.at("/subtasks/0").fieldNames())
        .toIterable()
        .containsExactly(
            "subtask",
            "state",
            "lastStatus",
            "host",
            "device",
            "active",
            "pending",
            "answer",
            "inWork",
            "counts",
            "activity",
            "failures");
    assertThat(job.at("/subtasks/0/active/checkpointId").asText()).isEqualTo("spring");
    assertThat(report.get("well").asBoolean()).isTrue();
  }

  @Test
  void namesDoNothingToATerminal() throws Exception {
    topic.say(
        changed(StatusTopic.tagging("e\u001b[31mu", 0, 1, "spr\u0007ing"))
            .setActivity("x\u001b[2Jy")
            .build());
    assertThat(status().out()).doesNotContain("\u001b", "\u0007");
  }
}
