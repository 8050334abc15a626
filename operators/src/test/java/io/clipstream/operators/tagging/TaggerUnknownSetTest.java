package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.RawRecord;
import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.LogReader;
import io.clipstream.operators.testing.Records;
import io.clipstream.schemas.TagEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Images that name a label set which the operator has not heard of; the clock is the test's. */
@Timeout(120)
class TaggerUnknownSetTest {
  private static final long GRACE = 3_000;

  @TempDir Path dir;
  private LogReader logs;
  private TaggerHarness tagger;

  @BeforeEach
  void start() throws Exception {
    logs =
        LogReader.of(
            "unknown",
            Records.published(0, Records.set("default", 1, "cat", "dog")),
            Records.announced(0, Checkpoints.write(dir.resolve("a"), 1, 16)));
    tagger = TaggerHarness.started(settings(GRACE), logs);
  }

  @AfterEach
  void stop() throws Exception {
    tagger.close();
  }

  private TaggerSettings settings(long grace) {
    return new TaggerSettingsBuilder("job", "shop")
        .device("cpu")
        .batchSize(1)
        .unknownWait(Duration.ofMillis(grace))
        .allowedPrefixes(List.of(dir.toString()))
        .build();
  }

  private static RawRecord image(int number, String set) {
    return Records.image(number, set, Records.picture(number), null);
  }

  @Test
  void theyAreTaggedIfItsPublicationWasOnItsWay() throws Exception {
    tagger.image(image(0, "new")).image(image(1, "new")).image(Records.image(2)).flush();
    assertThat(tagger.tags()).extracting(TagEvent::getImageId).containsExactly("image-2");
    tagger.setProcessingTime(GRACE - 1);
    tagger.control(Records.published(1, Records.set("new", 1, "tree")));
    tagger.until(() -> tagger.tags().size() == 3);
    assertThat(tagger.tags())
        .extracting(TagEvent::getImageId)
        .containsExactly("image-2", "image-0", "image-1");
    assertThat(tagger.letters()).isEmpty();
  }

  @Test
  void theyAreRejectsWhenEachHasWaited() throws Exception {
    tagger.image(image(0, "new"));
    tagger.setProcessingTime(GRACE / 2);
    tagger.image(image(1, "new")).image(image(2, "newer"));
    tagger.setProcessingTime(GRACE - 1);
    assertThat(tagger.flush().letters()).isEmpty();
    tagger.setProcessingTime(GRACE);
    assertThat(tagger.flush().letters()).hasSize(1);
    tagger.setProcessingTime(GRACE + GRACE / 2);
    assertThat(tagger.flush().letters()).hasSize(3);
    assertThat(tagger.letters())
        .allMatch(letter -> letter.reason().equals("UNKNOWN_LABEL_SET"))
        .extracting(letter -> letter.record().offset())
        .containsExactly(0L, 1L, 2L);
  }

  @Test
  void aCheckpointKeepsThem() throws Exception {
    OperatorSubtaskState state = tagger.image(image(0, "new")).barrier();
    tagger.close();
    logs.append(Records.published(1, Records.set("new", 1, "tree")));
    tagger = TaggerHarness.restored(settings(GRACE), logs, 1, 0, state, 1);
    tagger.until(() -> tagger.tags().size() == 1);
    assertThat(tagger.letters()).isEmpty();
  }

  @Test
  void afterARestartTheyWaitAnew() throws Exception {
    OperatorSubtaskState state = tagger.image(image(0, "new")).barrier();
    tagger.close();
    tagger = TaggerHarness.restored(settings(GRACE), logs, 1, 0, state, 1);
    tagger.until(() -> tagger.tagger().intake().waitingCount() == 1);
    tagger.setProcessingTime(GRACE);
    assertThat(tagger.flush().letters()).hasSize(1);
  }

  @Test
  void aSetWhoseDeletionWasReadIsKnownToBeGone() throws Exception {
    tagger.control(Records.published(1, Records.set("old", 1, "tree")));
    tagger.untilActive("a", "old", 1);
    tagger.control(Records.deleted(2, "old")).image(image(0, "old")).flush();
    assertThat(tagger.letters()).hasSize(1);
    tagger.control(Records.published(3, Records.set("old", 2, "tree"))).image(image(1, "old"));
    tagger.until(() -> tagger.tags().size() == 1);
  }

  @Test
  void theEndOfTheImagesWaitsForNoPublication() throws Exception {
    tagger.image(image(0, "new"));
    tagger.tagger().endInput(1);
    assertThat(tagger.letters()).hasSize(1);
  }

  @Test
  void withoutAGraceTheyAreRejectsAtOnce() throws Exception {
    tagger.close();
    tagger = TaggerHarness.started(settings(0), logs);
    tagger.image(image(0, "new")).flush();
    assertThat(tagger.letters()).hasSize(1);
  }
}
