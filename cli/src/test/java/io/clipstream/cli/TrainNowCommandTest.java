package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.schemas.RoundRequest;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrainNowCommandTest {
  private static final AvroCodec<RoundRequest> CODEC = AvroCodec.singleObject(RoundRequest.class);

  private String topic;

  @BeforeEach
  void makeTopic() {
    topic = SharedKafka.topic("rounds", Map.of());
  }

  private List<RoundRequest> requests() {
    return SharedKafka.records(topic).stream()
        .map(record -> ((Decoding.Ok<RoundRequest>) CODEC.decode(record.value())).value())
        .toList();
  }

  @Test
  void aRequestNamesTheModelWithAReasonAndAnIdOfItsOwn() {
    for (int i = 0; i < 2; i++) {
      CommandRun ran =
          CommandRun.onKafka(
              "train-now",
              "--model-name=shop-clip",
              "--reason=new catalogue",
              "--topic.rounds=" + topic);
      assertThat(ran.exit()).as(ran.err()).isZero();
      assertThat(ran.out())
          .startsWith("asked for a round of model 'shop-clip', request ")
          .contains(requests().get(i).getRequestId());
    }
    RoundRequest first = requests().get(0);
    assertThat(first.getModelName()).isEqualTo("shop-clip");
    assertThat(first.getReason()).isEqualTo("new catalogue");
    assertThat(first.getRequestedBy()).isEqualTo("clipstream train-now");
    assertThat(first.getRequestedAt()).isCloseTo(Instant.now(), within(1, ChronoUnit.HOURS));
    assertThat(requests().get(1).getRequestId()).isNotEqualTo(first.getRequestId());
    assertThat(new String(SharedKafka.records(topic).get(0).key(), StandardCharsets.UTF_8))
        .isEqualTo("shop-clip");
  }

  @Test
  void itSaysWhoTakesTheRequestOrThatNobodyDoes() throws Exception {
    StatusTopic status = StatusTopic.make();
    status.say(
        StatusTopic.tagging("tagger", 0, 1, "winter"),
        training("learner", "other"),
        StatusEvent.newBuilder(training("gone", "shop"))
            .setUpdatedAt(Instant.now().minus(1, ChronoUnit.DAYS))
            .build());
    assertThat(ask(status))
        .contains("no training job of model 'shop' is running: one that goes on");
    status.say(training("shop-learner", "shop"));
    assertThat(ask(status)).contains("training job 'shop-learner' is running and takes it");
    assertThat(ask(new StatusTopic("no.status"))).contains("topic 'no.status' is not there");
  }

  private String ask(StatusTopic status) {
    CommandRun ran =
        CommandRun.onKafka(
            "train-now",
            "--model-name=shop",
            "--topic.rounds=" + topic,
            "--topic.status=" + status.name());
    assertThat(ran.exit()).as(ran.err()).isZero();
    return ran.out();
  }

  private static StatusEvent training(String job, String model) {
    return StatusEvent.newBuilder(StatusTopic.tagging(job, 0, 1, "winter"))
        .setKind("training")
        .setModelName(model)
        .build();
  }

  @Test
  void anIdThatIsGivenIsKeptSoThatARepeatChangesNothing() {
    for (int i = 0; i < 2; i++) {
      CommandRun ran = CommandRun.onKafka("train-now", "--id=r-7", "--topic.rounds=" + topic);
      assertThat(ran.exit()).as(ran.err()).isZero();
    }
    assertThat(requests()).extracting(RoundRequest::getRequestId).containsExactly("r-7", "r-7");
    assertThat(requests().get(0).getModelName()).isEqualTo(Announcement.MODEL);
    assertThat(requests().get(0).getReason()).isNull();
  }

  @Test
  void aMissingTopicIsNamedWithTheCommandThatMakesIt() {
    CommandRun ran = CommandRun.onKafka("train-now", "--topic.rounds=no.rounds");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("no.rounds").contains("'clipstream topics create' makes it");
    assertThat(ran.out()).isEmpty();
  }
}
