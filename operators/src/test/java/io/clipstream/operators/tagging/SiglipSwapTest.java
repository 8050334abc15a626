package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.Recomputation;
import io.clipstream.operators.testing.Records;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.Scoring;
import io.clipstream.schemas.TagEvent;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Between CLIP (checkpoint a), SigLIP, which has other towers, vocabularies, pictures, scores, and
 * XLM-RoBERTa's text tower.
 */
class SiglipSwapTest extends SwappingTagger {
  private static final String REASON = "scoring PAIRWISE needs a checkpoint with a logit bias";

  private int sent;
  private int announced;

  private static LabelSet pairwise(String id, long revision) {
    LabelSet set = Records.set(id, revision, "cat", "dog", "sofa");
    set.setScoring(Scoring.PAIRWISE);
    return set;
  }

  private void send(String labelSet, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      tagger.image(Records.image(sent, labelSet, Records.picture(sent), null));
      sent++;
    }
  }

  private void swapUnderLoad(CheckpointEvent to) throws Exception {
    tagger.control(Records.announced(++announced, to));
    while (!tagger.status().getActive().getCheckpointId().equals(to.getCheckpointId())) {
      send(null, 1);
      tagger.until(() -> true);
    }
    send(null, 5);
  }

  @Test
  void everyScoreIsThatOfTheStampedCheckpoint() throws Exception {
    CheckpointEvent siglip = Checkpoints.siglip(dir.resolve("siglip"), 2);
    CheckpointEvent siglip2 = Checkpoints.siglip2(dir.resolve("siglip2"), 3);
    CheckpointEvent xlm = Checkpoints.xlmRoberta(dir.resolve("xlm"), 4);
    try (Recomputation recomputation =
        new Recomputation()
            .checkpoint(a)
            .checkpoint(siglip)
            .checkpoint(siglip2)
            .checkpoint(xlm)
            .labels(FIRST)) {
      send(null, 5);
      for (CheckpointEvent next : List.of(siglip, a, siglip2, xlm, siglip, a, xlm, a)) {
        swapUnderLoad(next);
      }
      tagger.flush();
      assertThat(tagger.tags()).hasSize(sent);
      Set<String> stamps = new LinkedHashSet<>();
      for (TagEvent tag : tagger.tags()) {
        stamps.add(tag.getCheckpointId());
        recomputation.check(tag, Records.picture(tag.getOrigin().getOffset()));
      }
      assertThat(stamps).containsExactly("a", "siglip", "siglip2", "xlm");
    }
  }

  /** The one set is scored by the bias while there is one; the other goes on without it. */
  @Test
  void scoresByTheBiasAreThoseOfTheCheckpointThatHasItAndNoneOfOneWithout() throws Exception {
    CheckpointEvent siglip = Checkpoints.siglip(dir.resolve("siglip"), 2);
    LabelSet set = pairwise("pairs", 1);
    tagger.control(Records.announced(++announced, siglip));
    tagger.untilActive("siglip", "default", 1);
    tagger.control(Records.published(1, set));
    tagger.untilActive("siglip", "pairs", 1);
    send("pairs", 5);
    tagger.control(Records.announced(++announced, a));
    tagger.untilActive("a", "default", 1);
    send("pairs", 2);
    send(null, 3);
    tagger.flush();

    assertThat(tagger.tags())
        .extracting(tag -> tag.getCheckpointId() + " " + tag.getLabelSetId())
        .containsExactly(
            "siglip pairs",
            "siglip pairs",
            "siglip pairs",
            "siglip pairs",
            "siglip pairs",
            "a default",
            "a default",
            "a default");
    try (Recomputation recomputation =
        new Recomputation().checkpoint(a).checkpoint(siglip).labels(FIRST).labels(set)) {
      for (TagEvent tag : tagger.tags()) {
        recomputation.check(tag, Records.picture(tag.getOrigin().getOffset()));
      }
    }
    assertThat(tagger.letters())
        .hasSize(2)
        .allSatisfy(
            letter -> {
              assertThat(letter.reason()).isEqualTo("LABEL_SET_FAILED");
              assertThat(letter.message()).contains(REASON);
            });
  }

  @Test
  void aSetThatTheCheckpointCannotScoreIsRefusedWithTheReasonAndTheOneBeforeStays()
      throws Exception {
    tagger.control(Records.published(1, pairwise("default", 2)));
    tagger.until(() -> !tagger.status().getFailures().isEmpty());
    assertThat(tagger.status().getFailures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.getSubject())
                  .isEqualTo("label set default revision 2 with checkpoint a");
              assertThat(failure.getMessage()).contains(REASON);
            });
    send(null, 3);
    tagger.flush();
    assertThat(tagger.tags())
        .hasSize(3)
        .allSatisfy(tag -> assertThat(tag.getLabelSetRevision()).isEqualTo(1));
  }
}
