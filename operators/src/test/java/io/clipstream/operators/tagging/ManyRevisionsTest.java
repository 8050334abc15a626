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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A long control log and many subtasks in one process: counts, not times. */
@Timeout(240)
class ManyRevisionsTest {
  private static final int SETS = 200;
  private static final int REVISIONS = 100;
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

  /** 20,000 revisions of 200 sets, the default one among them. */
  private LogReader logs(String name) {
    List<ControlRecord> records = new ArrayList<>();
    for (int revision = 1; revision <= REVISIONS; revision++) {
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
    LogReader logs = logs("revisions");
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
}
