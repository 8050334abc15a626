package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.ControlRecord;
import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.LogReader;
import io.clipstream.operators.testing.Records;
import io.clipstream.schemas.LabelSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A long control log and many subtasks in one process: counts, not times. */
@Timeout(240)
class ManyRevisionsTest {
  private static final int SETS = 200;
  private static final int REVISIONS = 100;
  private static final int FEW = 5;
  private static final int LABELS = 5;
  private static final int SUBTASKS = 16;

  @TempDir Path dir;

  private TaggerSettings settings() {
    return new TaggerSettingsBuilder("job", "shop")
        .device("cpu")
        .batchSize(1)
        .allowedPrefixes(List.of(dir.toString()))
        .build();
  }

  /** Revisions of 200 sets, the default one among them. */
  private LogReader logs(String name, int revisions) {
    List<ControlRecord> records = new ArrayList<>();
    for (int revision = 1; revision <= revisions; revision++) {
      for (int i = 0; i < SETS; i++) {
        records.add(Records.published(records.size(), set(i, revision)));
      }
    }
    records.add(Records.announced(0, Checkpoints.write(dir.resolve("a"), 1, 16)));
    return LogReader.of(name, records.toArray(new ControlRecord[0]));
  }

  /** Every label is new in each revision; two sets each have the same labels. */
  private static LabelSet set(int number, long revision) {
    return Records.set(
        number == 0 ? "default" : "tenant-" + number,
        revision,
        IntStream.range(0, LABELS)
            .mapToObj(i -> "t%d r%d l%d".formatted(number / 2, revision, i))
            .toArray(String[]::new));
  }

  private static void start(List<TaggerHarness> taggers) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(taggers.size());
    try {
      List<Future<Void>> starts = new ArrayList<>();
      for (TaggerHarness tagger : taggers) {
        Callable<Void> open =
            () -> {
              tagger.initializeEmptyState();
              tagger.open();
              return null;
            };
        starts.add(threads.submit(open));
      }
      for (Future<Void> one : starts) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void theSubtasksOfAProcessReadALongLogOnceAndEncodeTheNewestRevisionsAlone() throws Exception {
    LogReader logs = logs("revisions", REVISIONS);
    List<TaggerHarness> taggers = TaggerHarness.subtasks(settings(), logs, SUBTASKS);
    start(taggers);
    assertThat(logs.records()).isEqualTo(SETS * REVISIONS + 1);
    for (TaggerHarness tagger : taggers) {
      tagger.until(() -> tagger.tagger().generations().isIdle());
      assertThat(tagger.tagger().definitions().labelSets()).hasSize(SETS);
      assertThat(tagger.tagger().definitions().labelSets().values())
          .allMatch(set -> set.set().getRevision() == REVISIONS);
      assertThat(tagger.tagger().definitions().position("sets-0")).isEqualTo(SETS * REVISIONS - 1);
      assertThat(tagger.tagger().generation().model().embeddings().encoded())
          .isEqualTo(SETS / 2 * LABELS);
    }
    for (TaggerHarness tagger : taggers) {
      tagger.close();
    }
  }

  @Test
  void aRestartReadsOnlyWhatCameSince() throws Exception {
    LogReader logs = logs("revisions-restart", FEW);
    TaggerHarness before = TaggerHarness.subtasks(settings(), logs, 1).get(0);
    start(List.of(before));
    before.until(() -> before.tagger().generations().isIdle());
    OperatorSubtaskState state = before.barrier();
    before.close();
    int read = logs.records();
    int end = SETS * FEW;
    logs.append(Records.published(end, set(7, FEW + 1)));
    logs.append(Records.published(end + 1, set(8, FEW + 1)));
    for (int i = 0; i < 3; i++) {
      try (TaggerHarness after = TaggerHarness.restored(settings(), logs, 3, i, state, 1)) {
        read += 3; // and the only announcement
        assertThat(logs.records()).isEqualTo(read);
        after.untilActive("a", "tenant-7", FEW + 1);
        after.untilActive("a", "tenant-8", FEW + 1);
        assertThat(after.tagger().definitions().labelSets()).hasSize(SETS);
      }
    }
  }

  @Test
  void whatCameAfterAnotherSubtaskHadReadIsReadToo() throws Exception {
    LogReader logs = logs("revisions-late", FEW);
    List<TaggerHarness> taggers = TaggerHarness.subtasks(settings(), logs, 2);
    start(taggers.subList(0, 1));
    logs.append(Records.published(SETS * FEW, set(7, FEW + 1)));
    start(taggers.subList(1, 2));
    assertThat(logs.records()).isEqualTo(SETS * FEW + 2);
    assertThat(taggers.get(1).tagger().definitions().labelSets().get("tenant-7").set())
        .isEqualTo(set(7, FEW + 1));
    for (TaggerHarness tagger : taggers) {
      tagger.close();
    }
  }
}
