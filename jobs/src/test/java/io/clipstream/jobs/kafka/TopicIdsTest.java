package io.clipstream.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.model.testing.Eventually;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TopicIdsTest {
  private final TestKafka kafka = TestKafka.shared();

  @Test
  void aTopicThatIsMadeAnewHasAnotherIdAndOneThatIsNotThereHasNone() throws Exception {
    kafka.create("ids", 1, Map.of());
    Map<String, String> before = TopicIds.read(kafka.settings(), List.of("ids", "ids-none"));
    assertThat(before).containsOnlyKeys("ids");
    assertThat(TopicIds.read(kafka.settings(), List.of("ids"))).isEqualTo(before);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      admin.deleteTopics(List.of("ids")).all().get();
    }
    Eventually.await("no topic")
        .until(() -> TopicIds.read(kafka.settings(), List.of("ids")).isEmpty());
    kafka.create("ids", 1, Map.of());
    assertThat(TopicIds.read(kafka.settings(), List.of("ids")).get("ids"))
        .isNotBlank()
        .isNotEqualTo(before.get("ids"));
  }
}
