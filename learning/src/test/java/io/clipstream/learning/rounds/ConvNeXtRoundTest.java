package io.clipstream.learning.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.checkpoint.CheckpointDirectory;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A round of a model whose pictures go through ConvNeXt. */
class ConvNeXtRoundTest {
  private static final GateSettings GATE = new GateSettings(List.of(1.0), 10, 200, 1, 1, 1, 1);

  @TempDir private Path dir;

  @Test
  void learnsAndKeepsItsTower() throws Exception {
    Path parent = ColourWorld.untrainedConvNeXt(dir.resolve("parent"));
    RoundSettings settings =
        RoundSettings.of(
            new RoundOptimisation(20, 32, 16, 2e-3, 0.1, 0.1, 1), new Replay(0, 10, List.of()));

    Round.Finished finished = RoundOfColours.run(dir, parent, settings, GATE);

    RoundReport report = finished.report();
    assertThat(report.outcome()).as(report.reason()).isEqualTo(RoundOutcome.PROMOTED);
    assertThat(report.metrics().get("held-out-new.loss"))
        .isLessThan(report.parentMetrics().get("held-out-new.loss"));
    CheckpointDirectory written = CheckpointDirectory.open(Path.of(URI.create(finished.uri())));
    assertThat(written.config()).isEqualTo(CheckpointDirectory.open(parent).config());
    assertThat(written.unknownTensors()).isEmpty();
  }
}
