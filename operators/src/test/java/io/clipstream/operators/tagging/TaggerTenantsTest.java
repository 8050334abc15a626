package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.ControlRecord;
import io.clipstream.model.testing.Eventually;
import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.LogReader;
import io.clipstream.operators.testing.Records;
import io.clipstream.schemas.LabelSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many label sets, whose owners do not know of one another. */
@Timeout(240)
class TaggerTenantsTest {
  private static final int TENANTS = 200;

  @TempDir Path dir;
  private TaggerHarness tagger;

  @BeforeEach
  void start() throws Exception {
    Eventually.await("the end of other taggers' threads").until(() -> encoding() == 0);
    List<ControlRecord> records = new ArrayList<>();
    for (int i = 0; i < TENANTS; i++) {
      records.add(Records.published(i, tenant(i, 1)));
    }
    records.add(Records.published(TENANTS, Records.set("default", 1, "cat", "dog")));
    records.add(Records.announced(0, Checkpoints.write(dir.resolve("one"), 1, 16)));
    LogReader logs = LogReader.of("tenants", records.toArray(new ControlRecord[0]));
    TaggerSettings settings =
        new TaggerSettingsBuilder("job", "shop")
            .device("cpu")
            .batchSize(1)
            .allowedPrefixes(List.of(dir.toString()))
            .build();
    tagger = TaggerHarness.started(settings, logs);
  }

  @AfterEach
  void stop() throws Exception {
    tagger.close();
  }

  private static LabelSet tenant(int number, long revision) {
    return Records.set(
        "tenant-" + number,
        revision,
        IntStream.range(0, 10)
            .mapToObj(i -> "t" + number + " r" + revision + " l" + i)
            .toArray(String[]::new));
  }

  private static int encoding() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("clipstream-generation"))
            .count();
  }

  @Test
  void aSwapNeedsFewThreadsAndIsNotHeldByOwnersWhoEdit() throws Exception {
    tagger.control(Records.announced(1, Checkpoints.write(dir.resolve("two"), 2, 16)));
    int offset = TENANTS;
    int threads = 0;
    int statuses = tagger.statuses().size();
    for (int edit = 0; !isActive("two"); edit++) {
      tagger.control(Records.published(++offset, tenant(edit % 3, 2 + edit / 3)));
      tagger.drain();
      threads = Math.max(threads, encoding());
      Thread.sleep(5);
    }
    assertThat(threads).isLessThanOrEqualTo(3 + 2); // and each checkpoint's loader
    int edited = offset - TENANTS;
    assertThat(tagger.statuses().size() - statuses).isLessThan(TENANTS + edited);
    tagger.image(Records.image(0, "tenant-100", Records.picture(0), null)).flush();
    assertThat(tagger.tags().get(0).getCheckpointId()).isEqualTo("two");
    tagger.image(Records.image(1, "tenant-0", Records.picture(0), null));
    tagger.until(() -> tagger.tags().size() == 2); // its edits are finished beside
    assertThat(tagger.tags().get(1).getLabelSetRevision()).isGreaterThan(1);
    assertThat(tagger.letters()).isEmpty();
  }

  private boolean isActive(String checkpoint) {
    return tagger.tagger().generation().checkpoint().getCheckpointId().equals(checkpoint);
  }
}
