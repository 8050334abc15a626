package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.Topic;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

class TopicsCommandTest {
  @Test
  void makesEveryTopicWithItsSettingsAndTheSecondTimeFindsThemAll() throws Exception {
    CommandRun first = CommandRun.onKafka("topics", "create", "--partitions", "3");
    assertThat(first.err()).isEmpty();
    assertThat(first.exit()).isZero();
    assertThat(first.lines())
        .hasSize(Topic.values().length + 6)
        .allMatch(line -> line.startsWith("created\t"));
    try (Admin admin = admin()) {
      for (Topic topic : Topic.values()) {
        Config settings = settings(admin, topic.defaultName());
        topic
            .kafkaSettings()
            .forEach((key, value) -> assertThat(settings.get(key).value()).isEqualTo(value));
        assertThat(partitions(admin, topic.defaultName())).isEqualTo(topic.isOneOrder() ? 1 : 3);
      }
      assertThat(maxBytes(admin, "images.events.v1.dlq"))
          .isEqualTo(maxBytes(admin, "images.events.v1") + 65_536);
      assertThat(admin.listTopics().names().get())
          .contains("labels.sets.v1.dlq", "model.checkpoints.v1.dlq")
          .doesNotContain("images.tags.v1.dlq", "model.status.v1.dlq");
    }
    CommandRun second = CommandRun.onKafka("topics", "create");
    assertThat(second.exit()).isZero();
    assertThat(second.lines()).allMatch(line -> line.startsWith("exists\t"));
  }

  @Test
  void saysWhatDiffersAndHowToChangeItAndChangesNothing() throws Exception {
    try (Admin admin = admin()) {
      NewTopic labels = new NewTopic("odd.labels", 2, (short) 1);
      NewTopic images = new NewTopic("odd.images", 1, (short) 1);
      NewTopic refused = new NewTopic("odd.images.dlq", 1, (short) 1);
      images.configs(Map.of("max.message.bytes", "2000000"));
      refused.configs(Map.of("max.message.bytes", "2000000"));
      admin.createTopics(List.of(labels, images, refused)).all().get();
      CommandRun ran =
          CommandRun.onKafka(
              "topics", "create", "--topic.label-sets=odd.labels", "--topic.images", "odd.images");
      assertThat(ran.exit()).isEqualTo(1);
      assertThat(ran.lines())
          .contains("differs\todd.labels", "exists\todd.images", "differs\todd.images.dlq")
          .anyMatch(line -> line.contains("it has 2 partitions, expected 1"))
          .anyMatch(line -> line.contains("retention.ms is 604800000, expected -1"))
          .anyMatch(
              line ->
                  line.contains("--topic odd.images.dlq --add-config max.message.bytes=2065536"));
      assertThat(maxBytes(admin, "odd.images.dlq")).isEqualTo(2_000_000);
    }
  }

  @Test
  void deadLettersOfAnInputThatIsThereHaveRoomForItsRecords() throws Exception {
    try (Admin admin = admin()) {
      NewTopic images = new NewTopic("large.images", 1, (short) 1);
      images.configs(Map.of("max.message.bytes", "30000000"));
      admin.createTopics(List.of(images)).all().get();
      assertThat(CommandRun.onKafka("topics", "create", "--topic.images=large.images").exit())
          .isZero();
      assertThat(maxBytes(admin, "large.images.dlq")).isEqualTo(30_065_536);
    }
  }

  @Test
  void whatWasAskedForAndIsOtherwiseIsNamed() throws Exception {
    String[] own = {"topics", "create", "--topic.images=asked.images", "--topic.tags=asked.tags"};
    CommandRun.onKafka(own);
    String[] asking = java.util.Arrays.copyOf(own, 6);
    asking[4] = "--partitions=8";
    asking[5] = "--max-message-bytes=2000000";
    CommandRun more = CommandRun.onKafka(asking);
    assertThat(more.exit()).isEqualTo(1);
    assertThat(more.lines())
        .contains("differs\tasked.images", "differs\tasked.tags", "exists\tasked.images.dlq")
        .anyMatch(line -> line.contains("it has 4 partitions, asked for 8; kafka-topics.sh"))
        .anyMatch(line -> line.contains("max.message.bytes is 10485760, expected 2000000"));
    asking[4] = "--partitions=2";
    assertThat(CommandRun.onKafka(asking).out()).contains("asked for 2; Kafka takes none away");
    assertThat(CommandRun.onKafka(own).out()).doesNotContain("differs\tasked");
  }

  @Test
  void anUnknownUseOfATopicIsNamed() {
    CommandRun ran = CommandRun.onKafka("topics", "create", "--topic.pictures=x");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--topic.pictures is unknown");
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", SharedKafka.bootstrap()));
  }

  private static int maxBytes(Admin admin, String topic) throws Exception {
    return Integer.parseInt(settings(admin, topic).get("max.message.bytes").value());
  }

  private static Config settings(Admin admin, String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin.describeConfigs(List.of(resource)).all().get().get(resource);
  }

  private static int partitions(Admin admin, String topic) throws Exception {
    return admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .get(topic)
        .partitions()
        .size();
  }
}
