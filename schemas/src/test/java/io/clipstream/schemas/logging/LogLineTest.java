package io.clipstream.schemas.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import org.slf4j.event.SubstituteLoggingEvent;
import org.slf4j.helpers.SubstituteLogger;

class LogLineTest {
  private final Queue<SubstituteLoggingEvent> events = new ArrayDeque<>();

  private LogLine line() {
    return new LogLine(new SubstituteLogger("test", events, false));
  }

  @Test
  void valuesStandBehindTheTextInTheOrderOfTheVocabulary() {
    line()
        .with(LogKey.OFFSET, 42L)
        .with(LogKey.TOPIC, "images.events.v1")
        .with(LogKey.DETAIL, "it says \"so\"")
        .with(LogKey.REASON, "")
        .warn("a record is refused");
    assertThat(events.element().getLevel()).isEqualTo(Level.WARN);
    assertThat(events.element().getMessage())
        .isEqualTo(
            "a record is refused topic=images.events.v1 offset=42 reason=\"\""
                + " detail=\"it says \\\"so\\\"\"");
  }

  @Test
  void aLineStaysOneLineOfBoundedLength() {
    line().with(LogKey.DETAIL, "a\nb\u001b[2J" + "x".repeat(5_000)).info("it says");
    assertThat(events.element().getMessage())
        .contains("a\\u000ab\\u001b[2J")
        .doesNotContain("\n")
        .hasSizeLessThan(2_100);
  }

  @Test
  void aCauseGoesWithIt() {
    Exception why = new IllegalStateException("why");
    line().with(LogKey.JOB, "shop").error("it fails", why);
    assertThat(events.element().getThrowable()).isSameAs(why);
  }

  @Test
  void keysAreUniqueWordsThatJsonTakesAsTheyAre() {
    List<String> keys = Arrays.stream(LogKey.values()).map(LogKey::key).toList();
    assertThat(keys).doesNotHaveDuplicates().allMatch(key -> key.matches("[a-z][a-zA-Z]*"));
  }
}
