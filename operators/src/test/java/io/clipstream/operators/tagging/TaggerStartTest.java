package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.model.testing.Eventually;
import io.clipstream.operators.generation.TaggingModel;
import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.LogReader;
import io.clipstream.operators.testing.Records;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.StatusEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaggerStartTest {
  private static final LabelSet LABELS = Records.set("default", 1, "cat", "dog");

  @TempDir Path dir;

  private TaggerSettingsBuilder settings() {
    return new TaggerSettingsBuilder("job", "shop")
        .device("cpu")
        .readInterval(Duration.ofMillis(10))
        .retryBackoff(Duration.ofMillis(10))
        .allowedPrefixes(List.of(dir.toUri().toString()));
  }

  private TaggerSettings impatient() {
    return settings().startTimeout(Duration.ofMillis(300)).build();
  }

  @AfterEach
  void nothingIsLeft() {
    // A bank that is still being made when the start fails holds its model until it is made.
    Eventually.await("no model is left").until(() -> TaggingModel.loaded() == 0);
  }

  @Test
  void theStartWaitsForAModelThatIsAnnouncedLater() throws Exception {
    LogReader logs = LogReader.of("later", Records.published(0, LABELS));
    CheckpointEvent model = Checkpoints.write(dir.resolve("a"), 1, 16);
    CompletableFuture<Void> announced =
        CompletableFuture.runAsync(
            () -> {
              Eventually.await("five looks").until(() -> logs.reads() >= 5);
              logs.append(Records.announced(0, model));
            });
    try (TaggerHarness tagger = TaggerHarness.started(settings().build(), logs)) {
      announced.get(1, TimeUnit.MINUTES);
      assertThat(logs.reads()).isGreaterThanOrEqualTo(6);
      tagger.image(Records.image(0)).flush();
      assertThat(tagger.tags()).hasSize(1);
    }
  }

  @Test
  void whileItWaitsItSaysForWhat() throws Exception {
    LogReader logs = LogReader.of("waits", Records.published(0, LABELS));
    CheckpointEvent model = Checkpoints.write(dir.resolve("a"), 1, 16);
    CompletableFuture<Void> announced =
        CompletableFuture.runAsync(
            () -> {
              while (logs.reads() < 9) {
                Thread.onSpinWait();
              }
              logs.append(Records.announced(0, model));
            });
    TaggerSettings talkative = settings().statusInterval(Duration.ofMillis(20)).build();
    try (TaggerHarness tagger = TaggerHarness.started(talkative, logs)) {
      announced.get(1, TimeUnit.MINUTES);
      StatusEvent first = tagger.statuses().get(0);
      assertThat(first.getActive()).isNull();
      assertThat(first.getActivity())
          .matches("waits \\(\\d+ s of 300\\): no promoted checkpoint of model shop.*");
      tagger.until(() -> tagger.status().getActive() != null);
      assertThat(tagger.status().getActivity()).isNull();
    }
  }

  @Test
  void withoutAModelTheStartFailsAndNamesIt() {
    LogReader logs = LogReader.of("no-model", Records.published(0, LABELS));
    assertThatThrownBy(() -> TaggerHarness.started(impatient(), logs))
        .isInstanceOf(SuppressRestartsException.class)
        .cause()
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("tagging job job")
        .hasMessageContaining("PT0.3S")
        .hasMessageContaining("no promoted checkpoint of model shop")
        .hasMessageNotContaining("label set");
  }

  @Test
  void withoutTheDefaultLabelSetTheStartFailsAndNamesIt() {
    CheckpointEvent model = Checkpoints.write(dir.resolve("a"), 1, 16);
    LogReader logs =
        LogReader.of(
            "no-set",
            Records.announced(0, model),
            Records.published(0, Records.set("other", 1, "x")));
    assertThatThrownBy(() -> TaggerHarness.started(impatient(), logs))
        .isInstanceOf(SuppressRestartsException.class)
        .cause()
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("no label set default was published")
        .hasMessageNotContaining("promoted");
  }

  @Test
  void aModelThatCannotBeUsedIsNamedWithItsReason() throws Exception {
    loadTheEngine();
    CheckpointEvent model = Checkpoints.withNan(dir.resolve("a"), 1);
    LogReader logs =
        LogReader.of("unusable", Records.announced(0, model), Records.published(0, LABELS));
    // Long enough for a busy machine to find out why.
    TaggerSettings patient = settings().startTimeout(Duration.ofSeconds(10)).build();
    assertThatThrownBy(() -> TaggerHarness.started(patient, logs))
        .isInstanceOf(SuppressRestartsException.class)
        .cause()
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("checkpoint a")
        .hasMessageContaining(model.getUri())
        .hasMessageContaining("visual.proj holds NaN");
  }

  /** It takes longer than a checkpoint, and the start below does not mean it. */
  private void loadTheEngine() throws Exception {
    CheckpointEvent good = Checkpoints.write(dir.resolve("good"), 2, 16);
    LogReader logs =
        LogReader.of("engine", Records.announced(0, good), Records.published(0, LABELS));
    TaggerHarness.started(settings().build(), logs).close();
  }

  @Test
  void theStartEndsWhenTheTaskIsCancelled() throws Exception {
    LogReader logs = LogReader.of("cancelled");
    FutureTask<TaggerHarness> start =
        new FutureTask<>(() -> TaggerHarness.started(settings().build(), logs));
    Thread task = new Thread(start);
    task.start();
    Eventually.await("two looks").until(() -> logs.reads() >= 2);
    task.interrupt();
    assertThatThrownBy(() -> start.get(1, TimeUnit.MINUTES))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void theLastValidRecordsOfTheLogsAreInForce() throws Exception {
    LabelSet second = Records.set("default", 2, "cat", "dog", "car");
    LabelSet bad = Records.set("default", 3, "cat", "cat");
    CheckpointEvent old = Checkpoints.write(dir.resolve("old"), 1, 16);
    CheckpointEvent model = Checkpoints.write(dir.resolve("new"), 2, 16);
    LogReader logs =
        LogReader.of(
            "history",
            Records.published(0, LABELS),
            Records.published(3, second), // transaction markers leave gaps
            Records.published(4, bad),
            Records.announced(0, old),
            Records.announced(7, model));
    try (TaggerHarness tagger = TaggerHarness.started(settings().build(), logs)) {
      assertThat(tagger.status().getActive().getCheckpointId()).isEqualTo("new");
      assertThat(tagger.status().getActive().getLabelSets().get(0).getRevision()).isEqualTo(2);
      assertThat(tagger.letters()).hasSize(1);
      assertThat(tagger.letters().get(0).record().offset()).isEqualTo(4);
      // The broadcast may repeat what was read.
      tagger.control(Records.published(0, LABELS)).control(Records.published(4, bad));
      tagger.control(Records.announced(0, old));
      tagger.image(Records.image(0)).flush();
      assertThat(tagger.letters()).hasSize(1);
      assertThat(tagger.tags().get(0).getCheckpointId()).isEqualTo("new");
      assertThat(tagger.tags().get(0).getLabelSetRevision()).isEqualTo(2);
    }
  }
}
