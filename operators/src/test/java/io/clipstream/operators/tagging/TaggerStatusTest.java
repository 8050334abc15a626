package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.ControlRecord;
import io.clipstream.control.LabelSetInForce;
import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.LogReader;
import io.clipstream.operators.testing.Records;
import io.clipstream.schemas.CheckpointAnswer;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSetRef;
import io.clipstream.schemas.StatusCounts;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.codec.AvroCodec;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaggerStatusTest {
  private static final int SETS = 120;
  private static final int NAMED = 50;

  @TempDir Path dir;
  private TaggerSettings settings;
  private TaggerHarness tagger;

  @BeforeEach
  void startWithManySets() throws Exception {
    settings =
        new TaggerSettingsBuilder("job", "shop")
            .device("cpu")
            .defaultLabelSet("tenant-0")
            .allowedPrefixes(List.of(dir.toString()))
            .build();
    List<ControlRecord> log = new ArrayList<>();
    log.add(Records.announced(0, Checkpoints.write(dir.resolve("a"), 1, 16)));
    for (int i = 0; i < SETS; i++) {
      log.add(Records.published(i, Records.set("tenant-" + i, 1, "cat")));
    }
    LogReader reader = LogReader.of("status", log.toArray(ControlRecord[]::new));
    tagger = TaggerHarness.started(settings, reader);
  }

  @AfterEach
  void stop() throws Exception {
    tagger.close();
  }

  private static Stream<String> ids(List<LabelSetRef> refs) {
    return refs.stream().map(LabelSetRef::getId);
  }

  @Test
  void anEventCountsAllLabelSetsAndNamesAFew() {
    StatusEvent status = tagger.status();
    assertThat(status.getDevice()).isEqualTo("cpu");
    assertThat(status.getCounts()).isEqualTo(new StatusCounts(SETS, 0, 0, 0));
    assertThat(ids(status.getActive().getLabelSets())).hasSize(NAMED).doesNotHaveDuplicates();
    assertThat(AvroCodec.singleObject(StatusEvent.class).encode(status)).hasSizeLessThan(10_000);
  }

  @Test
  void whatIsInWorkIsNamedFirst() {
    List<LabelSetInForce> inForce =
        new ArrayList<>(tagger.tagger().definitions().labelSets().values());
    String edited = inForce.get(77).set().getId();
    inForce.set(77, new LabelSetInForce(Records.set(edited, 2, "cow"), "h"));
    inForce.add(new LabelSetInForce(Records.set("new", 1, "cow"), "h"));
    StatusEvent status =
        StatusEvents.of(
            settings,
            tagger.tagger().getRuntimeContext().getTaskInfo(),
            tagger.tagger().generations(),
            inForce);
    assertThat(ids(status.getInWork())).containsExactly(edited, "new");
    assertThat(status.getInWork().get(0).getRevision()).isEqualTo(2);
    LabelSetRef named = status.getActive().getLabelSets().get(0);
    assertThat(named.getId()).isEqualTo(edited);
    assertThat(named.getRevision()).isEqualTo(1);
    assertThat(status.getCounts()).isEqualTo(new StatusCounts(SETS, 0, 2, 0));
  }

  @Test
  void aSetThatIsToBeEncodedIsToldOfBeforeItIsReady() throws Exception {
    tagger.control(Records.published(SETS, huge()));
    tagger.setProcessingTime(1_000);
    assertThat(ids(tagger.status().getInWork())).containsExactly("huge");
    tagger.control(Records.deleted(SETS + 1, "huge"));
    tagger.setProcessingTime(2_000);
    assertThat(tagger.status().getCounts()).isEqualTo(new StatusCounts(SETS, 0, 0, 0));
  }

  @Test
  void whatBecomesReadyJustAfterAnEventIsToldOfSoon() throws Exception {
    tagger.control(Records.published(SETS, huge()));
    tagger.control(Records.published(SETS + 1, Records.set("small", 1, "cow")));
    tagger.until(() -> tagger.tagger().generation().bank("small").isPresent());
    tagger.setProcessingTime(1_000);
    assertThat(tagger.status().getCounts()).isEqualTo(new StatusCounts(SETS + 1, 0, 1, 0));
    tagger.control(Records.deleted(SETS + 2, "huge"));
  }

  @Test
  void aFailureOfASetThatIsGoneIsToldOfNoLonger() throws Exception {
    tagger.tagger().generation().model().clip().close(); // as a device that has gone
    tagger.control(Records.published(SETS, Records.set("new", 1, "tree")));
    tagger.until(() -> tagger.status().getCounts().getFailures() == 1);
    tagger.control(Records.deleted(SETS + 1, "new"));
    tagger.setProcessingTime(1_000);
    assertThat(tagger.status().getFailures()).isEmpty();
  }

  @Test
  void nothingIsToldAfterTheEnd() throws Exception {
    tagger.control(Records.announced(1, Checkpoints.write(dir.resolve("b"), 2, 16)));
    tagger.until(() -> tagger.getTaskMailbox().hasMail()); // it is loaded
    tagger.tagger().finish();
    int told = tagger.statuses().size();
    tagger.drain();
    assertThat(tagger.statuses()).hasSize(told);
  }

  @Test
  void itTellsThatItLivesHoweverLittleChanges() throws Exception {
    int told = tagger.statuses().size();
    assertThat(tagger.status().getNextWithinMillis()).isEqualTo(30_000);
    tagger.setProcessingTime(30_000);
    assertThat(tagger.statuses()).hasSize(told + 1);
    tagger.setProcessingTime(59_999);
    assertThat(tagger.statuses()).hasSize(told + 1);
    tagger.setProcessingTime(60_000);
    assertThat(tagger.statuses()).hasSize(told + 2);
  }

  @Test
  void theLastEventTellsThatItHasEnded() throws Exception {
    tagger.tagger().finish();
    assertThat(tagger.status().getNextWithinMillis()).isZero();
  }

  /** Flink finishes no operator then, unless it is to drain the job. */
  @Test
  void aStopWithASavepointIsAnEndToo() throws Exception {
    tagger.snapshotWithLocalState(1, 1, SavepointType.savepoint(SavepointFormatType.CANONICAL));
    tagger.notifyOfCompletedCheckpoint(1);
    assertThat(tagger.status().getNextWithinMillis()).isEqualTo(30_000);
    tagger.snapshotWithLocalState(2, 2, SavepointType.suspend(SavepointFormatType.CANONICAL));
    assertThat(tagger.status().getNextWithinMillis()).isEqualTo(30_000);
    tagger.notifyOfCompletedCheckpoint(2);
    assertThat(tagger.status().getNextWithinMillis()).isZero();
  }

  @Test
  void aStopThatDrainsIsToldOfOnce() throws Exception {
    tagger.tagger().finish();
    int told = tagger.statuses().size();
    tagger.snapshotWithLocalState(1, 1, SavepointType.terminate(SavepointFormatType.CANONICAL));
    tagger.notifyOfCompletedCheckpoint(1);
    assertThat(tagger.statuses()).hasSize(told);
  }

  @Test
  void itTellsWhatItMakesOfTheAnnouncementInForce() throws Exception {
    assertThat(tagger.status().getFollow()).isEqualTo("promoted");
    assertThat(tagger.status().getAnswer())
        .isEqualTo(new CheckpointAnswer("a", Instant.EPOCH, true, null));
    CheckpointEvent again = Checkpoints.write(dir.resolve("b"), 2, 16);
    again.setAnnouncedAt(Instant.ofEpochMilli(5));
    tagger.control(Records.announced(1, again));
    assertThat(tagger.status().getAnswer())
        .isEqualTo(new CheckpointAnswer("b", Instant.ofEpochMilli(5), false, null));
    tagger.until(() -> tagger.status().getAnswer().getServes());
  }

  @Test
  void aSwapTellsHowFarItIs() throws Exception {
    tagger.control(Records.published(SETS, huge()));
    tagger.control(Records.announced(1, Checkpoints.write(dir.resolve("b"), 2, 16)));
    tagger.until(() -> tagger.tagger().generations().pendingBanks().size() == SETS);
    tagger.setProcessingTime(1_000);
    assertThat(tagger.status().getCounts()).isEqualTo(new StatusCounts(SETS, SETS, 1, 0));
    tagger.control(Records.deleted(SETS + 1, "huge"));
    tagger.until(() -> tagger.status().getActive().getCheckpointId().equals("b"));
  }

  /** Takes longer than any of these tests. */
  private static LabelSet huge() {
    return Records.set(
        "huge", 1, IntStream.range(0, 50_000).mapToObj(i -> "h" + i).toArray(String[]::new));
  }
}
