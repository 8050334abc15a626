package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.control.ControlLogReader;
import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.LogReader;
import io.clipstream.operators.testing.Records;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.ResourceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaggerStateTest {
  private static final LabelSet FIRST = Records.set("default", 1, "cat", "dog", "sofa");
  private static final LabelSet SECOND = Records.set("default", 2, "cat", "dog", "sofa", "car");

  /** State knows more than such logs say. */
  private static final ControlLogReader NOTHING_NEW = (known, patience, to) -> {};

  @TempDir Path dir;
  private CheckpointEvent a;
  private CheckpointEvent b;

  @BeforeEach
  void write() {
    a = Checkpoints.write(dir.resolve("a"), 1, 16);
    b = Checkpoints.write(dir.resolve("b"), 2, 24);
  }

  private TaggerSettingsBuilder settings() {
    return new TaggerSettingsBuilder("job", "shop")
        .device("cpu")
        .retryBackoff(Duration.ofMillis(20))
        .allowedPrefixes(List.of(dir.toString()));
  }

  private LogReader logs() {
    return LogReader.of("state", Records.published(0, FIRST), Records.announced(0, a));
  }

  private List<TaggerHarness> restored(OperatorSubtaskState state, int parallelism, int before)
      throws Exception {
    List<TaggerHarness> taggers = new ArrayList<>();
    for (int i = 0; i < parallelism; i++) {
      taggers.add(
          TaggerHarness.restored(settings().build(), NOTHING_NEW, parallelism, i, state, before));
    }
    return taggers;
  }

  private static OperatorSubtaskState savepoint(List<TaggerHarness> taggers) throws Exception {
    List<OperatorSubtaskState> states = new ArrayList<>();
    for (TaggerHarness tagger : taggers) {
      states.add(tagger.barrier());
    }
    for (TaggerHarness tagger : taggers) {
      tagger.close();
    }
    return TaggerHarness.repackageState(states.toArray(new OperatorSubtaskState[0]));
  }

  @Test
  void aSavepointInMidChangeRestoresAtOneThreeAndTwoSubtasks() throws Exception {
    TaggerHarness one = TaggerHarness.started(settings().build(), logs());
    one.control(Records.announced(1, b)).control(Records.published(1, SECOND));
    one.image(Records.image(0));
    OperatorSubtaskState state = savepoint(List.of(one));
    assertThat(one.tags()).hasSize(1);

    List<TaggerHarness> three = restored(state, 3, 1);
    three.forEach(TaggerStateTest::expectBothInForce);
    three.get(0).control(Records.announced(2, a));
    three.get(1).control(Records.announced(2, a));
    three.get(2).control(Records.announced(2, a));
    state = savepoint(three);

    List<TaggerHarness> two = restored(state, 2, 3);
    for (TaggerHarness tagger : two) {
      tagger.untilActive("a", "default", 2);
      // What lies before the restored position is known.
      tagger.control(Records.announced(1, b)).image(Records.image(7)).flush();
      assertThat(tagger.tags().get(0).getCheckpointId()).isEqualTo("a");
      tagger.close();
    }
  }

  private static void expectBothInForce(TaggerHarness tagger) {
    try {
      tagger.untilActive("b", "default", 2);
      tagger.image(Records.image(1)).flush();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    assertThat(tagger.tags()).hasSize(1);
    assertThat(tagger.tags().get(0).getCheckpointId()).isEqualTo("b");
    assertThat(tagger.tags().get(0).getLabelSetRevision()).isEqualTo(2);
  }

  @Test
  void aRestoreEncodesNoLabelAgain() throws Exception {
    TaggerHarness before = TaggerHarness.started(settings().build(), logs());
    assertThat(before.tagger().generation().model().embeddings().encoded()).isEqualTo(3);
    OperatorSubtaskState state = savepoint(List.of(before));
    try (TaggerHarness after = restored(state, 1, 1).get(0)) {
      assertThat(after.tagger().generation().model().embeddings().encoded()).isZero();
      after.control(Records.published(1, SECOND));
      after.untilActive("a", "default", 2);
      assertThat(after.tagger().generation().model().embeddings().encoded()).isEqualTo(1);
    }
  }

  @Test
  void aRestoreServesWhatItServedIfTheWantedCheckpointCannotBeUsed() throws Exception {
    TaggerHarness before = TaggerHarness.started(settings().build(), logs());
    CheckpointEvent bad = Checkpoints.withNan(dir.resolve("bad"), 3);
    before.control(Records.announced(1, bad));
    before.until(() -> !before.status().getFailures().isEmpty());
    OperatorSubtaskState state = savepoint(List.of(before));
    try (TaggerHarness after = restored(state, 1, 1).get(0)) {
      after.image(Records.image(0)).flush();
      assertThat(after.tags().get(0).getCheckpointId()).isEqualTo("a");
      after.until(() -> !after.status().getFailures().isEmpty());
      assertThat(after.status().getFailures().get(0).getSubject()).startsWith("checkpoint bad");
      assertThat(after.status().getActive().getCheckpointId()).isEqualTo("a");
      after.control(Records.announced(2, b));
      after.untilActive("b", "default", 1);
    }
  }

  @Test
  void aRestoreWhoseCheckpointIsGoneFailsAndNamesItsUri() throws Exception {
    OperatorSubtaskState state = stateOfAGoneCheckpoint();
    TaggerSettings impatient = settings().startTimeout(Duration.ofMillis(200)).build();
    assertThatThrownBy(() -> TaggerHarness.restored(impatient, NOTHING_NEW, 1, 0, state, 1).close())
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining(a.getUri())
        .hasMessageContaining("set restore.missing-model to latest-promoted");
  }

  @Test
  void aRestoreWhoseCheckpointIsGoneTakesTheLatestPromotedIfThatIsAllowed() throws Exception {
    OperatorSubtaskState state = stateOfAGoneCheckpoint();
    LogReader later = LogReader.of("later", Records.published(0, FIRST), Records.announced(0, a));
    later.append(Records.announced(1, b));
    try (TaggerHarness after = TaggerHarness.restored(lenient(), later, 1, 0, state, 1)) {
      after.control(Records.announced(1, b)).image(Records.image(0)).flush();
      assertThat(after.tags()).hasSize(1);
      assertThat(after.tags().get(0).getCheckpointId()).isEqualTo("b");
      assertThat(after.tags().get(0).getLabelSetRevision()).isEqualTo(1);
      assertThat(after.status().getFailures()).isEmpty();
    }
  }

  @Test
  void aRestoreThatMayTakeTheLatestPromotedDoesSoOnlyWhereItsOwnCheckpointIsGone()
      throws Exception {
    TaggerHarness before = TaggerHarness.started(settings().build(), logs());
    OperatorSubtaskState state = savepoint(List.of(before));
    LogReader later = logs();
    later.append(Records.announced(1, b));
    try (TaggerHarness after = TaggerHarness.restored(lenient(), later, 1, 0, state, 1)) {
      assertThat(after.tagger().generation().checkpoint().getCheckpointId()).isEqualTo("a");
      after.untilActive("b", "default", 1); // as any promotion
    }
  }

  private TaggerSettings lenient() {
    return settings().onMissingModel(OnMissingModel.LATEST_PROMOTED).build();
  }

  private OperatorSubtaskState stateOfAGoneCheckpoint() throws Exception {
    TaggerHarness before = TaggerHarness.started(settings().build(), logs());
    OperatorSubtaskState state = savepoint(List.of(before));
    Files.move(dir.resolve("a"), dir.resolve("elsewhere"));
    return state;
  }
}
