package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.LogReader;
import io.clipstream.operators.testing.Records;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.TagEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The options for the model win over state. */
@Timeout(120)
class TaggerOptionsTest {
  @TempDir Path dir;
  private CheckpointEvent one;
  private CheckpointEvent two;
  private CheckpointEvent other;
  private LogReader logs;

  @BeforeEach
  void write() {
    one = Checkpoints.write(dir.resolve("one"), 1, 16);
    two = Checkpoints.write(dir.resolve("two"), 2, 16);
    other = Checkpoints.write(dir.resolve("other"), 3, 16);
    other.setModelName("garden");
    logs =
        LogReader.of(
            "options",
            Records.published(0, Records.set("default", 1, "cat", "dog")),
            Records.announced(0, one),
            Records.announced(1, two));
  }

  private TaggerSettingsBuilder settings(String model) {
    return new TaggerSettingsBuilder("job", model)
        .device("cpu")
        .batchSize(1)
        .allowedPrefixes(List.of(dir.toString()));
  }

  private TaggerSettings pinned(String id) {
    return settings("shop").follow(new Follow.Pinned(id)).build();
  }

  private OperatorSubtaskState stateOf(TaggerSettings settings) throws Exception {
    try (TaggerHarness tagger = TaggerHarness.started(settings, logs)) {
      return tagger.barrier();
    }
  }

  private TagEvent tagOf(TaggerSettings settings, OperatorSubtaskState state) throws Exception {
    try (TaggerHarness tagger = TaggerHarness.restored(settings, logs, 1, 0, state, 1)) {
      // the source may repeat all of the logs
      tagger.control(Records.announced(0, one)).control(Records.announced(1, two));
      tagger.image(Records.image(0)).flush();
      return tagger.tags().get(0);
    }
  }

  @Test
  void aRestoredJobServesWhatItIsPinnedTo() throws Exception {
    OperatorSubtaskState state = stateOf(settings("shop").build());
    assertThat(tagOf(pinned("one"), state).getCheckpointId()).isEqualTo("one");
    assertThat(tagOf(pinned("two"), state).getCheckpointId()).isEqualTo("two");
  }

  @Test
  void eachSubtaskDoesAtAnotherParallelism() throws Exception {
    OperatorSubtaskState state = stateOf(settings("shop").build());
    for (int subtask = 0; subtask < 3; subtask++) {
      try (TaggerHarness tagger =
          TaggerHarness.restored(pinned("one"), logs, 3, subtask, state, 1)) {
        tagger.image(Records.image(0)).flush();
        assertThat(tagger.tags().get(0).getCheckpointId()).isEqualTo("one");
      }
    }
  }

  @Test
  void aJobThatIsPinnedNoLongerTakesThePromotedOne() throws Exception {
    OperatorSubtaskState state = stateOf(pinned("one"));
    try (TaggerHarness tagger =
        TaggerHarness.restored(settings("shop").build(), logs, 1, 0, state, 1)) {
      tagger.untilActive("two", "default", 1);
    }
  }

  @Test
  void itDoesSoTooWhereThePinnedOneIsGone() throws Exception {
    OperatorSubtaskState state = stateOf(pinned("one"));
    Files.move(dir.resolve("one"), dir.resolve("elsewhere"));
    assertThat(tagOf(settings("shop").build(), state).getCheckpointId()).isEqualTo("two");
  }

  @Test
  void aPinnedCheckpointThatNobodyAnnouncedIsRefusedAtOnce() throws Exception {
    OperatorSubtaskState state = stateOf(settings("shop").build());
    assertThatThrownBy(() -> tagOf(pinned("three"), state))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("its state serves with checkpoint two")
        .hasMessageContaining("checkpoint three of model shop was not announced");
  }

  @Test
  void anotherModelsNameIsNeverStampedOnTheOldOnesResults() throws Exception {
    OperatorSubtaskState state = stateOf(settings("shop").build());
    assertThatThrownBy(() -> tagOf(settings("garden").build(), state))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("of model shop")
        .hasMessageContaining("no promoted checkpoint of model garden was announced");
  }

  @Test
  void anotherModelServesIfItWasAnnounced() throws Exception {
    logs.append(Records.announced(2, other));
    OperatorSubtaskState state = stateOf(settings("shop").build());
    TagEvent tag = tagOf(settings("garden").build(), state);
    assertThat(tag.getModelName()).isEqualTo("garden");
    assertThat(tag.getCheckpointId()).isEqualTo("other");
  }

  @Test
  void whatStateKnowsOfALogThatIsShorterNowCounts() throws Exception {
    OperatorSubtaskState state = stateOf(settings("shop").build());
    logs = LogReader.of("options", Records.announced(0, one));
    assertThat(tagOf(pinned("two"), state).getCheckpointId()).isEqualTo("two");
    assertThat(tagOf(pinned("one"), state).getCheckpointId()).isEqualTo("one");
  }

  @Test
  void stateThatKeptNoOptionsIsHeldAgainstThemAsWell() throws Exception {
    Path file = Path.of(SavepointTest.class.getResource("/savepoints/tagger-v1.bin").toURI());
    OperatorSubtaskState old = OperatorSnapshotUtil.readStateHandle(file.toString());
    assertThatThrownBy(() -> tagOf(settings("garden").build(), old))
        .hasMessageContaining("its state serves with checkpoint a")
        .hasMessageContaining("no promoted checkpoint of model garden");
    assertThat(tagOf(pinned("one"), old).getCheckpointId()).isEqualTo("one");
  }
}
