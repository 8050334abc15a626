package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.operators.generation.TaggingModel;
import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.LogReader;
import io.clipstream.operators.testing.Recomputation;
import io.clipstream.operators.testing.Records;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.TagEvent;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TaggerSwapTest extends SwappingTagger {
  @Test
  void everyScoreIsThatOfTheStampedCheckpointAndRevision() throws Exception {
    CheckpointEvent b = Checkpoints.write(dir.resolve("b"), 2, 24); // another embedding size
    Recomputation recomputation =
        new Recomputation().checkpoint(a).checkpoint(b).labels(FIRST).labels(SECOND);
    int sent = 0;
    for (; sent < 9; sent++) {
      tagger.image(Records.image(sent));
    }
    tagger.control(Records.announced(1, b));
    while (!tagger.status().getActive().getCheckpointId().equals("b")) {
      tagger.image(Records.image(sent++));
      tagger.until(() -> true);
    }
    tagger.control(Records.published(1, SECOND));
    while (tagger.status().getActive().getLabelSets().get(0).getRevision() != 2) {
      tagger.image(Records.image(sent++));
    }
    for (int i = 0; i < 5; i++) {
      tagger.image(Records.image(sent++));
    }
    tagger.flush();
    assertThat(tagger.tags()).hasSize(sent);
    Set<String> stamps = new LinkedHashSet<>();
    for (TagEvent tag : tagger.tags()) {
      stamps.add(tag.getCheckpointId() + tag.getLabelSetRevision());
      recomputation.check(tag, Records.picture(tag.getOrigin().getOffset()));
    }
    assertThat(stamps).containsExactly("a1", "b1", "b2");
    recomputation.close();
  }

  @Test
  void theRecomputationSeesScoresOfAnotherGeneration() throws Exception {
    CheckpointEvent b = Checkpoints.write(dir.resolve("b"), 2, 16);
    tagger.image(Records.image(0)).flush();
    try (Recomputation recomputation =
        new Recomputation().checkpoint(a).checkpoint(b).labels(FIRST).labels(SECOND)) {
      byte[] picture = Records.picture(0);
      TagEvent tag = tagger.tags().get(0);
      recomputation.check(tag, picture);
      tag.setCheckpointId("b");
      assertThatThrownBy(() -> recomputation.check(tag, picture))
          .isInstanceOf(AssertionError.class);
      tag.setCheckpointId("a");
      tag.setLabelSetRevision(2);
      tag.setLabelSetHash(io.clipstream.schemas.LabelSets.contentHash(SECOND));
      assertThatThrownBy(() -> recomputation.check(tag, picture))
          .isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void editingOneLabelEncodesOneLabel() throws Exception {
    String[] names = new String[300];
    for (int i = 0; i < names.length; i++) {
      names[i] = "thing " + i;
    }
    tagger.control(Records.published(1, Records.set("default", 2, names)));
    tagger.untilActive("a", "default", 2);
    long before = encoded();
    names[150] = "another thing";
    tagger.control(Records.published(2, Records.set("default", 3, names)));
    tagger.untilActive("a", "default", 3);
    assertThat(encoded() - before).isEqualTo(1);
    LabelSet stricter = Records.set("default", 4, names);
    stricter.getLabels().get(3).setThreshold(0.9f);
    tagger.control(Records.published(3, stricter));
    tagger.untilActive("a", "default", 4);
    assertThat(encoded() - before).isEqualTo(1);
  }

  private long encoded() {
    return tagger.tagger().generation().model().embeddings().encoded();
  }

  @Test
  void aLabelSetThatIsDeletedIsUnknown() throws Exception {
    tagger.control(Records.published(1, Records.set("other", 1, "boat")));
    tagger.untilActive("a", "other", 1);
    tagger.image(Records.image(0, "other", Records.picture(0), null)).flush();
    assertThat(tagger.tags()).hasSize(1);
    tagger.control(Records.deleted(2, "other"));
    tagger.image(Records.image(1, "other", Records.picture(0), null)).flush();
    assertThat(tagger.letters()).hasSize(1);
    assertThat(tagger.letters().get(0).reason()).isEqualTo("UNKNOWN_LABEL_SET");
  }

  @Test
  void candidatesAndOtherModelsChangeNothing() throws Exception {
    CheckpointEvent b = Checkpoints.write(dir.resolve("b"), 2, 16);
    b.setStatus(CheckpointStatus.CANDIDATE);
    tagger.control(Records.announced(1, b));
    b.setStatus(CheckpointStatus.PROMOTED);
    b.setModelName("garden");
    tagger.control(Records.announced(2, b));
    tagger.image(Records.image(0)).flush();
    assertThat(tagger.status().getPending()).isNull();
    assertThat(tagger.tags().get(0).getCheckpointId()).isEqualTo("a");
  }

  @Test
  void aRollbackTakesEffect() throws Exception {
    CheckpointEvent b = Checkpoints.write(dir.resolve("b"), 2, 16);
    tagger.control(Records.announced(1, b));
    tagger.untilActive("b", "default", 1);
    CheckpointEvent back = Checkpoints.copy(a);
    back.setReason("rollback");
    back.setReplaces("b");
    tagger.control(Records.announced(2, back));
    tagger.untilActive("a", "default", 1);
    tagger.image(Records.image(0)).flush();
    assertThat(tagger.tags().get(0).getEmbeddingSpaceId()).isEqualTo("space-a");
  }

  @Test
  void aPinnedJobStaysWithItsCheckpoint() throws Exception {
    tagger.close();
    CheckpointEvent b = Checkpoints.write(dir.resolve("b"), 2, 16);
    b.setStatus(CheckpointStatus.CANDIDATE);
    LogReader logs = logs("pinned");
    logs.append(Records.announced(1, b));
    tagger = TaggerHarness.started(settings().follow(Follow.parse("pinned:b")).build(), logs);
    tagger.control(Records.announced(2, Checkpoints.write(dir.resolve("c"), 3, 16)));
    tagger.image(Records.image(0)).flush();
    assertThat(tagger.tags().get(0).getCheckpointId()).isEqualTo("b");
  }

  @Test
  void twentySwapsUnderLoadLoseNothing() throws Exception {
    CheckpointEvent b = Checkpoints.write(dir.resolve("b"), 2, 24);
    int sent = 0;
    for (int swap = 1; swap <= 20; swap++) {
      CheckpointEvent next = swap % 2 == 1 ? b : a;
      tagger.control(Records.announced(swap, next));
      while (!tagger.status().getActive().getCheckpointId().equals(next.getCheckpointId())) {
        tagger.image(Records.image(sent++));
      }
    }
    tagger.flush();
    List<Long> offsets = tagger.tags().stream().map(t -> t.getOrigin().getOffset()).toList();
    assertThat(offsets).hasSize(sent).doesNotHaveDuplicates().isSorted();
    assertThat(TaggingModel.loaded()).isEqualTo(1);
  }
}
