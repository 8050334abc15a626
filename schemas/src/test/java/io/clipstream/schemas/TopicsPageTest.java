package io.clipstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TopicsPageTest {
  @Test
  void thePageAboutTheTopicsSaysWhatTheSchemasSay() {
    Path file = Committed.moduleFile("../docs/topics.md");
    if (Committed.regenerating()) {
      Committed.write(file, TopicsPage.text());
    }
    assertThat(Committed.read(file))
        .as("%s; %s", file, Committed.HOW_TO)
        .isEqualTo(TopicsPage.text());
  }
}
