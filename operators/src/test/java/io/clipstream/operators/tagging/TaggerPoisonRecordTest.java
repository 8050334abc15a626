package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.RawRecord;
import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.LogReader;
import io.clipstream.operators.testing.Notes;
import io.clipstream.operators.testing.Records;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records under watch that were set aside for their label set: state brings them back for ever. */
@Timeout(120)
class TaggerPoisonRecordTest {
  private static final int WAITED = 10;

  @TempDir Path dir;
  private final String job = UUID.randomUUID().toString();
  private final Notes notes = new Notes(job);
  private LogReader logs;
  private TaggerHarness tagger;

  @BeforeEach
  void setImagesAside() throws Exception {
    logs =
        LogReader.of(
            "trials",
            Records.published(0, Records.set("default", 1, "cat", "dog")),
            Records.announced(0, Checkpoints.write(dir.resolve("a"), 1, 16)));
    tagger = TaggerHarness.started(settings(), logs);
    for (int i = 0; i < WAITED; i++) {
      tagger.image(image(i));
    }
    OperatorSubtaskState state = tagger.barrier();
    tagger.close();
    logs.append(Records.published(1, Records.set("new", 1, "tree")));
    notes.history().clear();
    notes
        .all()
        .put("images-0", new PartitionAttempts("gone", 7, new java.util.TreeMap<>(), "").write());
    tagger = TaggerHarness.restored(settings(), logs, 1, 0, state, 1);
  }

  private TaggerSettings settings() {
    return new TaggerSettingsBuilder(job, "shop")
        .device("cpu")
        .recordAttempts(1)
        .allowedPrefixes(List.of(dir.toString()))
        .build();
  }

  private static RawRecord image(int number) {
    return Records.image(number, "new", Records.picture(number), null);
  }

  @AfterEach
  void stop() throws Exception {
    tagger.close();
  }

  @Test
  void eachIsNotedBeforeItIsWorkedOnAndTheOneThatKilledAProcessIsGivenUp() throws Exception {
    tagger.until(() -> tagger.tags().size() == WAITED - 1);
    assertThat(tagger.letters()).hasSize(1);
    assertThat(tagger.letters().get(0).reason()).isEqualTo("FAILED_REPEATEDLY");
    assertThat(tagger.letters().get(0).record().offset()).isEqualTo(7);
    assertThat(notes.history().stream().map(note -> PartitionAttempts.read(note).current()))
        .contains(0L, 1L, 8L, 9L);
  }

  @Test
  void theEndWaitsForAllOfThem() throws Exception {
    tagger.image(image(WAITED));
    tagger.tagger().endInput(1);
    assertThat(tagger.tags()).hasSize(WAITED);
    assertThat(tagger.tags().stream().map(tag -> tag.getOrigin().getOffset())).isSorted();
  }
}
