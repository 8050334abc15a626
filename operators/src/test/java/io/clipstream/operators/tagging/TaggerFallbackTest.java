package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.model.testing.Eventually;
import io.clipstream.operators.generation.TaggingModel;
import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.LogReader;
import io.clipstream.operators.testing.Records;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.ClipstreamException;
import io.clipstream.schemas.FailureStatus;
import io.clipstream.schemas.LabelSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An announcement that cannot be used holds up neither a job that runs nor one that starts. */
class TaggerFallbackTest {
  private static final LabelSet LABELS = Records.set("default", 1, "cat", "dog");

  @TempDir Path dir;
  private CheckpointEvent good;
  private CheckpointEvent outside;

  @BeforeEach
  void write() {
    good = Checkpoints.write(dir.resolve("models/good"), 1, 16);
    outside = Checkpoints.write(dir.resolve("elsewhere/outside"), 2, 16);
  }

  @AfterEach
  void nothingIsLeft() {
    Eventually.await("no model is left").until(() -> TaggingModel.loaded() == 0);
  }

  private TaggerSettingsBuilder settings() {
    return new TaggerSettingsBuilder("job", "shop")
        .device("cpu")
        .readInterval(Duration.ofMillis(10))
        .retryBackoff(Duration.ofMillis(10))
        .allowedPrefixes(List.of(dir.resolve("models").toString()));
  }

  private TaggerSettings impatient(TaggerSettingsBuilder settings) {
    return settings.startTimeout(Duration.ofSeconds(3)).build();
  }

  private static String active(TaggerHarness tagger) {
    return tagger.status().getActive().getCheckpointId();
  }

  private static void assertThatItSaysWhy(TaggerHarness tagger) throws Exception {
    tagger.until(() -> !tagger.status().getFailures().isEmpty());
    FailureStatus failure = tagger.status().getFailures().get(0);
    assertThat(failure.getSubject()).contains("checkpoint outside");
    assertThat(failure.getMessage()).contains("allowed prefixes");
  }

  @Test
  void aStartServesWithWhatWasPromotedBefore() throws Exception {
    LogReader logs =
        LogReader.of(
            "fallback",
            Records.published(0, LABELS),
            Records.announced(0, good),
            Records.announced(1, outside));
    try (TaggerHarness tagger = TaggerHarness.started(settings().build(), logs)) {
      assertThat(active(tagger)).isEqualTo("good");
      assertThatItSaysWhy(tagger);
      tagger.image(Records.image(0)).flush();
      assertThat(tagger.tags().get(0).getCheckpointId()).isEqualTo("good");
    }
  }

  @Test
  void ofSeveralTheNewestThatCanBeUsedServes() throws Exception {
    CheckpointEvent newer = Checkpoints.write(dir.resolve("models/newer"), 3, 16);
    CheckpointEvent broken = Checkpoints.withNan(dir.resolve("models/broken"), 4);
    LogReader logs =
        LogReader.of(
            "newest",
            Records.published(0, LABELS),
            Records.announced(0, good),
            Records.announced(1, newer),
            Records.announced(2, broken),
            Records.announced(3, outside));
    try (TaggerHarness tagger = TaggerHarness.started(settings().build(), logs)) {
      assertThat(active(tagger)).isEqualTo("newer");
      assertThatItSaysWhy(tagger);
    }
  }

  @Test
  void whatIsMendedLaterTakesOver() throws Exception {
    CheckpointEvent late = Checkpoints.write(dir.resolve("models/late"), 3, 16);
    Files.move(dir.resolve("models/late"), dir.resolve("late"));
    LogReader logs =
        LogReader.of(
            "mended",
            Records.published(0, LABELS),
            Records.announced(0, good),
            Records.announced(1, late));
    try (TaggerHarness tagger = TaggerHarness.started(settings().build(), logs)) {
      assertThat(active(tagger)).isEqualTo("good");
      Files.move(dir.resolve("late"), dir.resolve("models/late"));
      for (int i = 1; !active(tagger).equals("late"); i++) {
        tagger.setProcessingTime(i * 1_000L); // when it is tried again
        tagger.until(() -> !tagger.getTaskMailbox().hasMail());
      }
      assertThat(tagger.status().getFailures()).isEmpty();
    }
  }

  @Test
  void whatWasWithdrawnServesNoMore() {
    CheckpointEvent withdrawn = Checkpoints.copy(good);
    LogReader logs =
        LogReader.of(
            "withdrawn",
            Records.published(0, LABELS),
            Records.announced(0, withdrawn),
            Records.withdrawn(1, "shop"),
            Records.announced(2, outside));
    assertThatThrownBy(() -> TaggerHarness.started(impatient(settings()), logs))
        .isInstanceOf(SuppressRestartsException.class)
        .cause()
        .isInstanceOf(ClipstreamException.class)
        .hasMessageContaining("checkpoint outside");
  }

  @Test
  void aJobThatIsToFailWithABadCheckpointFailsAtItsStartToo() {
    LogReader logs =
        LogReader.of(
            "strict",
            Records.published(0, LABELS),
            Records.announced(0, good),
            Records.announced(1, outside));
    TaggerSettings strict = impatient(settings().onSwapFailure(OnSwapFailure.FAIL_JOB));
    assertThatThrownBy(() -> TaggerHarness.started(strict, logs))
        .isInstanceOf(SuppressRestartsException.class)
        .cause()
        .isInstanceOf(ClipstreamException.class)
        .hasMessageContaining("checkpoint outside")
        .hasMessageContaining("allowed prefixes");
  }

  @Test
  void aPinnedJobServesWithNoOther() {
    LogReader logs =
        LogReader.of(
            "pinned",
            Records.published(0, LABELS),
            Records.announced(0, good),
            Records.announced(1, outside));
    TaggerSettings pinned = impatient(settings().follow(new Follow.Pinned("outside")));
    assertThatThrownBy(() -> TaggerHarness.started(pinned, logs))
        .isInstanceOf(SuppressRestartsException.class)
        .cause()
        .isInstanceOf(ClipstreamException.class)
        .hasMessageContaining("checkpoint outside");
  }

  @Test
  void aPinnedJobServesWithAnEarlierPlaceOfItsCheckpoint() throws Exception {
    CheckpointEvent moved = Checkpoints.copy(good);
    moved.setUri(outside.getUri());
    LogReader logs =
        LogReader.of(
            "moved",
            Records.published(0, LABELS),
            Records.announced(0, good),
            Records.announced(1, moved));
    TaggerSettings pinned = settings().follow(new Follow.Pinned("good")).build();
    try (TaggerHarness tagger = TaggerHarness.started(pinned, logs)) {
      assertThat(active(tagger)).isEqualTo("good");
      assertThat(tagger.status().getFailures().get(0).getSubject()).contains(outside.getUri());
    }
  }

  @Test
  void aRestartMayTakeWhatWasPromotedBeforeTheLast() throws Exception {
    CheckpointEvent gone = Checkpoints.write(dir.resolve("models/gone"), 3, 16);
    LogReader logs =
        LogReader.of("restored", Records.published(0, LABELS), Records.announced(0, gone));
    OperatorSubtaskState state;
    try (TaggerHarness tagger = TaggerHarness.started(settings().build(), logs)) {
      state = tagger.barrier();
    }
    Files.move(dir.resolve("models/gone"), dir.resolve("gone"));
    logs.append(Records.announced(1, good));
    logs.append(Records.announced(2, outside));
    TaggerSettings latest = settings().onMissingModel(OnMissingModel.LATEST_PROMOTED).build();
    try (TaggerHarness tagger = TaggerHarness.restored(latest, logs, 1, 0, state, 1)) {
      assertThat(active(tagger)).isEqualTo("good");
      assertThatItSaysWhy(tagger);
    }
    assertThatThrownBy(() -> TaggerHarness.restored(impatient(settings()), logs, 1, 0, state, 1))
        .isInstanceOf(ClipstreamException.class)
        .hasMessageContaining("checkpoint gone");
  }

  @Test
  void aRunningJobRefusesAPlaceThatAStartRefuses() throws Exception {
    CheckpointEvent copied = Checkpoints.write(dir.resolve("outside"), 1, 16);
    assertThat(copied.getSha256()).isEqualTo(good.getSha256());
    LogReader logs =
        LogReader.of("running", Records.published(0, LABELS), Records.announced(0, good));
    try (TaggerHarness tagger = TaggerHarness.started(settings().build(), logs)) {
      tagger.control(Records.announced(1, copied));
      assertThatItSaysWhy(tagger);
      assertThat(tagger.status().getAnswer().getProblem()).contains("allowed prefixes");
      assertThat(active(tagger)).isEqualTo("good");
    }
  }

  @Test
  void theSameFilesAtAnotherPlaceAreTaken() throws Exception {
    CheckpointEvent copied = Checkpoints.write(dir.resolve("models/copied"), 1, 16);
    LogReader logs =
        LogReader.of("copied", Records.published(0, LABELS), Records.announced(0, good));
    try (TaggerHarness tagger = TaggerHarness.started(settings().build(), logs)) {
      tagger.control(Records.announced(1, copied));
      tagger.untilActive("copied", "default", 1);
      assertThat(TaggingModel.loaded()).isEqualTo(1);
    }
  }
}
