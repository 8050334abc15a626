package io.clipstream.learning.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.clipstream.model.Clip;
import io.clipstream.model.checkpoint.CheckpointDirectory;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.training.LogitBias;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A round of a model with SigLIP's towers, whose bias is one of its weights. */
class SiglipRoundTest {
  /** Halfway, so that the weights are interpolated. */
  private static final GateSettings GATE = new GateSettings(List.of(0.5), 10, 200, 1, 1, 1, 1);

  @TempDir private Path dir;

  @ParameterizedTest
  @CsvSource({"false, softmax, false", "true, sigmoid, true"})
  void learnsAndKeepsItsBiasAmongItsWeights(boolean second, String objective, boolean taught)
      throws Exception {
    Path parent = ColourWorld.untrainedSiglip(dir.resolve("parent"), second);
    RoundSettings settings =
        new RoundSettings(
            new RoundOptimisation(20, 32, 16, 2e-3, 0.1, 0.1, 1),
            new Replay(0, 10, List.of()),
            "paper",
            objective,
            1,
            Duration.ofMinutes(2));

    Round.Finished finished = RoundOfColours.run(dir, parent, settings, GATE);

    RoundReport report = finished.report();
    assertThat(report.outcome()).as(report.reason()).isEqualTo(RoundOutcome.PROMOTED);
    assertThat(report.metrics().get("held-out-new.loss"))
        .isLessThan(report.parentMetrics().get("held-out-new.loss"));
    Path written = Path.of(URI.create(finished.uri()));
    CheckpointDirectory checkpoint = CheckpointDirectory.open(written);
    assertThat(checkpoint.config()).isEqualTo(CheckpointDirectory.open(parent).config());
    assertThat(LogitBias.of(checkpoint)).isEmpty();
    assertThat(bias(written) != bias(parent)).isEqualTo(taught);
    assertThat(checkpoint.preprocessing())
        .isEqualTo(CheckpointDirectory.open(parent).preprocessing());
    try (Clip before = Clip.load(parent, Device.cpu());
        Clip after = Clip.load(written, Device.cpu())) {
      String text = "A red, square cat";
      assertThat(after.tokenizer().encode(text)).isEqualTo(before.tokenizer().encode(text));
    }
  }

  private static float bias(Path directory) {
    try (Weights weights =
        CheckpointDirectory.open(directory).load(Device.cpu(), DataType.FLOAT32)) {
      return weights.get("logit_bias").getFloat();
    }
  }
}
