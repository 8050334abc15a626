package io.clipstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TopicTest {
  @Test
  void namesAreDottedVersionedAndUnique() {
    assertThat(Arrays.stream(Topic.values()).map(Topic::defaultName))
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-z]+\\.[a-z]+\\.v[0-9]+"));
    assertThat(Topic.deadLetter("images.events.v1")).isEqualTo("images.events.v1.dlq");
  }

  @Test
  void controlLogsKeepEverythingUncompacted() {
    for (Topic topic : new Topic[] {Topic.LABEL_SETS, Topic.CHECKPOINTS}) {
      assertThat(topic.kafkaSettings())
          .containsEntry("cleanup.policy", "delete")
          .containsEntry("retention.ms", "-1");
    }
  }

  @Test
  void leasesAreCompactedInOneOrder() {
    assertThat(Topic.LEASES.isOneOrder()).isTrue();
    assertThat(Topic.LEASES.kafkaSettings())
        .containsEntry("cleanup.policy", "compact")
        .containsEntry("min.compaction.lag.ms", "3600000");
  }

  @Test
  void theFirstFieldOfAKeyedRecordIsItsKey() {
    assertThat(Topic.IMAGES.schema().getFields().get(0).name()).isEqualTo("imageId");
    assertThat(Topic.LABEL_SETS.schema().getFields().get(0).name()).isEqualTo("id");
    assertThat(Topic.CHECKPOINTS.schema().getFields().get(0).name()).isEqualTo("modelName");
  }
}
