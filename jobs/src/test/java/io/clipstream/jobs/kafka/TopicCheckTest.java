package io.clipstream.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestTopics;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.Topic;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicCheckTest {
  private final TestKafka kafka = TestKafka.shared();

  @Test
  void topicsAsTheyShouldBeGiveTheirLimits() {
    TaggingTopics topics = kafka.createTopics("check-fine", 2);
    assertThat(TopicCheck.check(kafka.settings(), topics, TestTopics.leases(topics), 1))
        .containsEntry("check-fine.tags", 1048588)
        .containsEntry("check-fine.images.dlq", 1048588 + 65536)
        .hasSize(9);
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnceWithWhatToDo() {
    TaggingTopics topics = TestTopics.named("check-wrong");
    kafka.create(topics.images().get(0), 1, Map.of());
    kafka.create(Topic.deadLetter(topics.images().get(0)), 1, Map.of());
    kafka.create(topics.control().labelSets(), 3, Topic.LABEL_SETS.kafkaSettings());
    kafka.create(topics.control().checkpoints(), 1, Map.of("cleanup.policy", "compact"));
    kafka.create(TestTopics.leases(topics), 2, Map.of("cleanup.policy", "delete"));
    assertThatExceptionOfType(ResourceException.class)
        .isThrownBy(() -> TopicCheck.check(kafka.settings(), topics, TestTopics.leases(topics), 1))
        .withMessageContainingAll(
            "topic 'check-wrong.tags' does not exist",
            "topic 'check-wrong.labels.dlq' does not exist",
            "topic 'check-wrong.labels' has 3 partitions, expected 1",
            "'check-wrong.checkpoints': cleanup.policy is compact, expected delete",
            "'check-wrong.checkpoints': retention.ms is 604800000, expected -1",
            "topic 'check-wrong.status.leases' has 2 partitions, expected 1",
            "'check-wrong.status.leases': cleanup.policy is delete, expected compact",
            "'check-wrong.images.dlq': max.message.bytes is 1048588, expected at least 1114124",
            "clipstream topics create --kafka " + kafka.bootstrap());
  }

  @Test
  void fewerPartitionsThanSubtasksAreNamedWithBothNumbers() {
    assertThat(TopicCheck.idleSubtasks(List.of("a", "b"), 3, 4))
        .hasValueSatisfying(
            warning ->
                assertThat(warning)
                    .startsWith("topic a, b has 3 partitions for the job's 4 subtasks")
                    .contains("1 of them get no images"));
    assertThat(TopicCheck.idleSubtasks(List.of("a"), 4, 4)).isEmpty();
  }

  @Test
  void aBrokerThatDoesNotAnswerIsNamed() {
    KafkaSettings nobody =
        new KafkaSettings(
            Map.of(
                "bootstrap.servers",
                "127.0.0.1:1",
                "default.api.timeout.ms",
                "500",
                "request.timeout.ms",
                "400"));
    assertThatExceptionOfType(ResourceException.class)
        .isThrownBy(() -> TopicCheck.check(nobody, TestTopics.named("nobody"), "leases", 1))
        .withMessageContaining("Kafka at 127.0.0.1:1 does not say");
  }
}
