package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.checkpoint.Calibration;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.Scoring;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ThresholdCheckTest {
  private static final Calibration CLIP = new Calibration(100, OptionalDouble.empty());
  private static final Calibration SIGLIP = new Calibration(117, OptionalDouble.of(-12.9));

  private static LabelSet set(String id, Scoring scoring) {
    return LabelSet.newBuilder()
        .setId(id)
        .setRevision(1)
        .setScoring(scoring)
        .setLabels(List.of(Label.newBuilder().setName("cat").build()))
        .build();
  }

  private static final List<LabelSet> SETS =
      List.of(set("animals", Scoring.SOFTMAX), set("goods", Scoring.PAIRWISE));

  @Test
  void aCheckpointLikeTheOneBeforeNeedsNoWarning() {
    assertThat(ThresholdCheck.warnings(Optional.of(SIGLIP), SIGLIP, SETS)).isEmpty();
    assertThat(ThresholdCheck.warnings(Optional.empty(), SIGLIP, SETS)).isEmpty();
  }

  @Test
  void setsWhoseThresholdsMeanSomethingElseAreNamed() {
    assertThat(ThresholdCheck.warnings(Optional.of(CLIP), SIGLIP, SETS))
        .containsExactly(
            "thresholds of label set 'animals', 'goods' mean something else with this checkpoint:"
                + " logit scale 117, logit bias -12.9, was logit scale 100, no logit bias");
    Calibration otherBias = new Calibration(117, OptionalDouble.of(-5));
    assertThat(ThresholdCheck.warnings(Optional.of(SIGLIP), otherBias, SETS))
        .singleElement()
        .asString()
        .startsWith("thresholds of label set 'goods' mean");
  }

  @Test
  void setsThatTheCheckpointCannotScoreAreNamedFirst() {
    assertThat(ThresholdCheck.warnings(Optional.of(SIGLIP), CLIP, SETS))
        .first()
        .asString()
        .isEqualTo(
            "jobs will refuse label set 'goods', whose scores are PAIRWISE: the checkpoint has no"
                + " logit bias");
  }
}
