package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.status.Question;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.FailureStatus;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSetRef;
import io.clipstream.schemas.StatusEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobAnswersTest {
  private final StringWriter out = new StringWriter();
  private final CheckpointEvent winter = event("winter", 2_000);
  private StatusTopic topic;
  private KafkaConnection kafka;
  private KafkaClients clients;

  @BeforeEach
  void connect() {
    topic = StatusTopic.make();
    kafka = KafkaConnection.at(SharedKafka.bootstrap());
    kafka.topics.put("status", topic.name());
    clients = kafka.connect();
  }

  @AfterEach
  void close() {
    clients.close();
  }

  private static CheckpointEvent event(String id, long at) {
    return CheckpointEvent.newBuilder()
        .setModelName("shop")
        .setCheckpointId(id)
        .setUri("file:///models/" + id)
        .setSha256("0".repeat(64))
        .setEmbeddingSpaceId("space")
        .setEmbeddingDimension(8)
        .setStatus(CheckpointStatus.PROMOTED)
        .setAnnouncedAt(Instant.ofEpochMilli(at))
        .build();
  }

  private static StatusEvent subtask(int index, int parallelism) {
    return StatusTopic.tagging("eu", index, parallelism, "spring");
  }

  private int await(JobAnswers answers) {
    return await(answers, new Question.OfCheckpoint(winter));
  }

  private int await(JobAnswers answers, Question question) {
    return answers.await(question, new PrintWriter(out, true));
  }

  private JobAnswers ask() {
    return ask(Duration.ofMinutes(1));
  }

  private JobAnswers ask(Duration patience) {
    return JobAnswers.before(clients, kafka, patience);
  }

  @Test
  void whereNoJobRunsItDoesNotWait() throws Exception {
    Instant then = Instant.now().minus(Duration.ofMinutes(5));
    StatusEvent gone = StatusEvent.newBuilder(subtask(0, 1)).setUpdatedAt(then).build();
    StatusEvent other = StatusTopic.tagging("other", 0, 1, "spring");
    other.setModelName("another-model");
    topic.say(gone, other);
    assertThat(await(ask())).isZero();
    assertThat(out.toString()).contains("no job that follows model 'shop' is running");
  }

  @Test
  void whereNoStatusCanBeReadItSaysSo() {
    kafka.topics.put("status", "never.made");
    assertThat(await(ask())).isZero();
    assertThat(out.toString()).contains("topic 'never.made' is not there, or may not be seen");
  }

  @Test
  void itWaitsUntilEverySubtaskServes() throws Exception {
    topic.say(subtask(0, 2), subtask(1, 2));
    JobAnswers answers = ask();
    topic.say(
        subtask(0, 2), // what is in force has not changed for it yet
        StatusTopic.answering(subtask(0, 2), winter, null),
        StatusTopic.answering(subtask(1, 2), winter, null));
    assertThat(await(answers)).isZero();
    assertThat(out.toString())
        .contains("job 'eu' subtask 0 serves with it")
        .contains("job 'eu' subtask 1 serves with it");
  }

  @Test
  void aRefusalIsSaidWithItsReason() throws Exception {
    topic.say(subtask(0, 1));
    JobAnswers answers = ask();
    topic.say(StatusTopic.answering(subtask(0, 1), winter, "lies under none of the prefixes"));
    assertThat(await(answers)).isEqualTo(1);
    assertThat(out.toString())
        .contains("job 'eu' refuses it and goes on with 'spring': lies under none of the prefixes");
  }

  @Test
  void anAnswerToAnEarlierAnnouncementIsNone() throws Exception {
    CheckpointEvent earlier = event("winter", 1_000);
    topic.say(StatusTopic.answering(subtask(0, 1), earlier, null));
    JobAnswers answers = ask(Duration.ofMillis(300));
    topic.say(StatusTopic.answering(subtask(0, 1), earlier, null));
    assertThat(await(answers)).isEqualTo(1);
    assertThat(out.toString()).contains("job 'eu' has not answered in time");
  }

  @Test
  void aPinnedJobIsNotWaitedFor() throws Exception {
    StatusEvent pinned = subtask(0, 1);
    pinned.setFollow("pinned:spring");
    topic.say(pinned);
    assertThat(await(ask())).isZero();
    assertThat(out.toString())
        .contains("job 'eu' is pinned to checkpoint 'spring' and does not follow");
  }

  @Test
  void aLabelSetIsAnsweredByWhatIsServed() throws Exception {
    StatusEvent before = subtask(0, 1); // default, revision 3
    topic.say(before);
    JobAnswers answers = ask();
    StatusEvent after = subtask(0, 1);
    after.getActive().setLabelSets(List.of(new LabelSetRef("default", 4L, "h")));
    topic.say(before, after);
    assertThat(await(answers, new Question.OfLabelSet(set(4)))).isZero();
    assertThat(out.toString()).contains("job 'eu' serves with it");
  }

  @Test
  void aLabelSetThatCannotBeEncodedIsRefused() throws Exception {
    topic.say(subtask(0, 1));
    JobAnswers answers = ask();
    StatusEvent failed = subtask(0, 1);
    String subject = "label set default revision 4 with checkpoint spring";
    failed.setFailures(List.of(new FailureStatus(subject, "no room", 1, Instant.EPOCH, 5L)));
    StatusEvent other = StatusEvent.newBuilder(failed).build();
    other.getFailures().get(0).setSubject("label set default revision 40 with checkpoint spring");
    topic.say(other, failed);
    assertThat(await(answers, new Question.OfLabelSet(set(4)))).isEqualTo(1);
    assertThat(out.toString()).contains("refuses it").contains("no room");
  }

  private static LabelSet set(long revision) {
    return LabelSet.newBuilder()
        .setId("default")
        .setRevision(revision)
        .setLabels(List.of())
        .setTemplates(List.of())
        .build();
  }

  @Test
  void whoEndsMeanwhileIsNotWaitedFor() throws Exception {
    topic.say(subtask(0, 2), subtask(1, 2));
    JobAnswers answers = ask();
    topic.say(StatusTopic.answering(subtask(0, 2), winter, null));
    topic.say(StatusEvent.newBuilder(subtask(1, 2)).setNextWithinMillis(0L).build());
    assertThat(await(answers)).isZero();
    assertThat(out.toString())
        .contains("job 'eu' subtask 0 serves with it")
        .contains("job 'eu' subtask 1 has ended");
  }

  @Test
  void whoDoesNotWantToWaitDoesNot() throws Exception {
    topic.say(subtask(0, 1));
    assertThat(await(ask(Duration.ZERO))).isZero();
    assertThat(out.toString()).isEmpty();
  }
}
