package io.clipstream.operators.tagging;

import io.clipstream.model.testing.Eventually;
import io.clipstream.operators.generation.TaggingModel;
import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.LogReader;
import io.clipstream.operators.testing.Records;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.LabelSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A tagger that serves with checkpoint a and takes others. */
abstract class SwappingTagger {
  static final LabelSet FIRST = Records.set("default", 1, "cat", "dog", "sofa");
  static final LabelSet SECOND = Records.set("default", 2, "cat", "dog", "tree", "car");

  @TempDir Path dir;
  CheckpointEvent a;
  TaggerHarness tagger;

  @BeforeEach
  void start() throws Exception {
    a = Checkpoints.write(dir.resolve("a"), 1, 16);
    tagger = TaggerHarness.started(settings().build(), logs("swap"));
  }

  LogReader logs(String name) {
    return LogReader.of(name, Records.published(0, FIRST), Records.announced(0, a));
  }

  TaggerSettingsBuilder settings() {
    return new TaggerSettingsBuilder("job", "shop")
        .device("cpu")
        .batchSize(4)
        .topK(3)
        .retryBackoff(Duration.ofMillis(20))
        .allowedPrefixes(List.of(dir.toString()));
  }

  @AfterEach
  void stop() throws Exception {
    tagger.close();
    Eventually.await("no model is left").until(() -> TaggingModel.loaded() == 0);
  }
}
