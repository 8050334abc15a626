package io.clipstream.learning.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.clipstream.learning.store.PairStore;
import io.clipstream.learning.store.Split;
import io.clipstream.model.Clip;
import io.clipstream.model.checkpoint.CheckpointDirectory;
import io.clipstream.model.text.PromptTemplates;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A round of a model whose texts go through XLM-RoBERTa's tower. */
class RobertaRoundTest {
  private static final PromptTemplates PLAIN = new PromptTemplates("plain", List.of("{}"));
  private static final GateSettings GATE = new GateSettings(List.of(1.0), 10, 200, 1, 1, 1, 1);

  @TempDir private Path dir;

  @Test
  void learnsAndKeepsItsTowerAndVocabulary() throws Exception {
    Path parent = ColourWorld.untrainedRoberta(dir.resolve("parent"));
    Path pairs = dir.resolve("store");
    ColourWorld.write(
        pairs, Split.TRAIN, "part-a-0.avro", ColourWorld.pairs(ColourWorld.OLD, 30, 2));
    ColourWorld.write(
        pairs, Split.HELD_OUT, "part-a-0.avro", ColourWorld.pairs(ColourWorld.OLD, 10, 3));
    PairStore store = new PairStore(pairs);
    RoundSettings settings =
        RoundSettings.of(
            new RoundOptimisation(20, 32, 16, 2e-3, 0.1, 0.1, 1), new Replay(0, 10, List.of()));
    RoundInputs inputs = new RoundInputs(List.of(), PLAIN, Optional.empty(), List.of());
    Round round = new Round(store, dir.resolve("out"), settings, GATE, inputs, Device.cpu());
    RoundPlanner planner = new RoundPlanner(store, "colours", 1);
    UsedFiles none = new UsedFiles();

    Round.Finished finished =
        round
            .run(
                planner.plan(planner.fresh(none), none, "parent", parent.toString(), "", "test"),
                line -> {})
            .orElseThrow();

    RoundReport report = finished.report();
    assertThat(report.outcome()).as(report.reason()).isEqualTo(RoundOutcome.PROMOTED);
    assertThat(report.metrics().get("held-out-new.loss"))
        .isLessThan(report.parentMetrics().get("held-out-new.loss"));
    Path written = Path.of(URI.create(finished.uri()));
    assertThat(CheckpointDirectory.open(written).config())
        .isEqualTo(CheckpointDirectory.open(parent).config());
    try (Clip before = Clip.load(parent, Device.cpu());
        Clip after = Clip.load(written, Device.cpu())) {
      String text = "a photo of a cat";
      assertThat(after.tokenizer().encode(text)).isEqualTo(before.tokenizer().encode(text));
    }
  }
}
