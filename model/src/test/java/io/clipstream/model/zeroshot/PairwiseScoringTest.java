package io.clipstream.model.zeroshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.Clip;
import io.clipstream.model.ModelException;
import io.clipstream.model.checkpoint.Calibration;
import io.clipstream.model.checkpoint.CheckpointDirectory;
import io.clipstream.model.testing.SmallCheckpoint;
import io.clipstream.model.text.PromptTemplates;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairwiseScoringTest {
  private static final PromptedLabels SET =
      PromptedLabels.of(
          List.of("cat", "dog", "car"), PromptTemplates.named("label"), Scoring.PAIRWISE);

  @TempDir Path folder;

  private static NDArray picture(Clip clip, NDManager scope) {
    byte[] levels =
        new byte[3 * clip.config().image().imageSize() * clip.config().image().imageSize()];
    new Random(8).nextBytes(levels);
    return clip.encodeImages(scope, List.of(levels));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-3.25, 0.5})
  void scoresAreTheSigmoidOfScaledSimilarityAndTheCheckpointsBias(double bias) {
    SmallCheckpoint written = SmallCheckpoint.withBias(folder.resolve("sigmoid"), 3, bias);
    try (Clip clip = Clip.load(written.directory(), Device.cpu());
        NDManager scope = clip.newScope();
        LabelBank bank = new LabelBank(clip, SET);
        LabelBank labels =
            new LabelBank(
                clip,
                SET,
                LabelBank.embedLabels(clip, SET.templates(), SET.labels()),
                new float[0][])) {
      NDArray image = picture(clip, scope);
      double scale = Math.exp(clip.logitScale().getFloat());
      for (ScoredLabel label : bank.rank(image, 3).get(0)) {
        double expected = 1 / (1 + Math.exp(-(scale * label.similarity() + bias)));
        assertThat((double) label.score()).isCloseTo(expected, within(1e-5));
      }
      assertThat(labels.rank(image, 3)).isEqualTo(bank.rank(image, 3));
      assertThat(clip.calibration().bias().orElseThrow()).isEqualTo(bias);
      Calibration read = CheckpointDirectory.open(written.directory()).calibration();
      assertThat(read.bias()).hasValue(bias);
      assertThat(read.scale()).isCloseTo(scale, within(1e-3));
    }
  }

  @Test
  void thresholdsAreHeldAgainstThem() {
    SmallCheckpoint written = SmallCheckpoint.withBias(folder.resolve("sigmoid"), 3, -2);
    try (Clip clip = Clip.load(written.directory(), Device.cpu());
        NDManager scope = clip.newScope();
        LabelBank bank = new LabelBank(clip, SET)) {
      NDArray image = picture(clip, scope);
      float best = bank.rank(image, 1).get(0).get(0).score();
      for (float step : new float[] {-1e-4f, 1e-4f}) {
        float[] thresholds = {best + step, best + step, best + step};
        float[] severities = {1, 1, 1};
        try (LabelRules rules =
            new LabelRules(clip, thresholds, severities, new int[] {-1, -1, -1})) {
          assertThat(bank.judge(image, rules, 3).get(0).severity()).isEqualTo(step < 0 ? 1 : 0);
        }
      }
    }
  }

  @Test
  void aCheckpointWithoutABiasIsRefusedWithTheReason() {
    SmallCheckpoint written = SmallCheckpoint.write(folder.resolve("softmax"), 3);
    try (Clip clip = Clip.load(written.directory(), Device.cpu())) {
      assertThatThrownBy(() -> new LabelBank(clip, SET))
          .isInstanceOf(ModelException.class)
          .hasMessageStartingWith("scoring PAIRWISE needs a checkpoint with a logit bias");
      assertThat(clip.calibration().bias()).isEmpty();
    }
    assertThat(CheckpointDirectory.open(written.directory()).calibration().bias()).isEmpty();
  }

  @Test
  void swapsThatMoveScoresAreToldFromThoseThatDoNot() {
    Calibration clip = new Calibration(100, OptionalDouble.empty());
    Calibration siglip = new Calibration(117, OptionalDouble.of(-12.9));
    Calibration round = new Calibration(98, OptionalDouble.empty());
    assertThat(round.hasScaleAndBiasOf(clip)).isTrue();
    assertThat(siglip.hasScaleOf(clip)).isFalse();
    assertThat(new Calibration(117, OptionalDouble.of(-10)).hasScaleOf(siglip)).isTrue();
    assertThat(new Calibration(117, OptionalDouble.of(-10)).hasScaleAndBiasOf(siglip)).isFalse();
    assertThat(new Calibration(100, OptionalDouble.of(0)).hasScaleAndBiasOf(clip)).isFalse();
    assertThat(siglip).hasToString("logit scale 117, logit bias -12.9");
    assertThat(clip).hasToString("logit scale 100, no logit bias");
  }
}
