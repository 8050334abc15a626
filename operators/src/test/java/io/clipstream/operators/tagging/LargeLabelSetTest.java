package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.operators.generation.Embeddings;
import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.LogReader;
import io.clipstream.operators.testing.Records;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeLabelSetTest {
  private static final int LABELS = 20_000;

  @TempDir Path dir;

  @Test
  void ofTwentyThousandLabelsAnEditEncodesOneAndARestoreNone() throws Exception {
    String[] names = new String[LABELS];
    for (int i = 0; i < names.length; i++) {
      names[i] = "n" + i;
    }
    LogReader logs =
        LogReader.of(
            "large",
            Records.published(0, Records.set("default", 1, names)),
            Records.announced(0, Checkpoints.write(dir.resolve("a"), 1, 16)));
    TaggerSettings settings =
        new TaggerSettingsBuilder("job", "shop")
            .device("cpu")
            .allowedPrefixes(List.of(dir.toString()))
            .build();
    TaggerHarness tagger = TaggerHarness.started(settings, logs);
    Embeddings embeddings = tagger.tagger().generation().model().embeddings();
    assertThat(embeddings.encoded()).isEqualTo(LABELS);
    names[LABELS / 2] = "edited";
    long start = System.nanoTime();
    tagger.control(Records.published(1, Records.set("default", 2, names)));
    tagger.untilActive("a", "default", 2);
    System.out.printf(
        "an edit of %d labels: %d ms%n", LABELS, (System.nanoTime() - start) / 1_000_000);
    assertThat(embeddings.encoded()).isEqualTo(LABELS + 1);
    tagger.image(Records.image(0)).flush();
    assertThat(tagger.tags().get(0).getTags()).hasSize(settings.results().topK());
    var state = tagger.barrier();
    tagger.close();
    try (TaggerHarness restored = TaggerHarness.restored(settings, logs, 1, 0, state, 1)) {
      assertThat(restored.tagger().generation().model().embeddings().encoded()).isZero();
    }
  }
}
