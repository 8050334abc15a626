package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.operators.generation.KnownPictures;
import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.LogReader;
import io.clipstream.operators.testing.Recomputation;
import io.clipstream.operators.testing.Records;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.TagEvent;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures that come again are tagged as before, without being encoded again. */
class RecognisedPicturesTest {
  private static final LabelSet LABELS = Records.set("default", 1, "cat", "dog", "boat");

  @TempDir private Path dir;

  private TaggerHarness tagger(CheckpointEvent a, long knownBytes) throws Exception {
    TaggerSettings settings =
        new TaggerSettingsBuilder("shop", "shop")
            .allowedPrefixes(List.of(dir.toString()))
            .device("cpu")
            .knownBytes(knownBytes)
            .batchSize(4)
            .thumbnail(32)
            .embedding()
            .build();
    LogReader reader =
        LogReader.of(a.getCheckpointId(), Records.published(0, LABELS), Records.announced(0, a));
    return TaggerHarness.started(settings, reader);
  }

  private static long known(TaggerHarness tagger) {
    return tagger.tagger().generation().model().pictures().size();
  }

  @Test
  void aPictureThatComesAgainHasTheSameResultUnderItsOwnName() throws Exception {
    CheckpointEvent a = Checkpoints.write(dir.resolve("a"), 1, 16);
    try (TaggerHarness tagger = tagger(a, 1 << 20);
        Recomputation recomputation = new Recomputation().checkpoint(a).labels(LABELS)) {
      tagger.image(Records.image(0)).flush();
      assertThat(known(tagger)).isEqualTo(1);
      tagger.image(again(1, 0)).image(Records.image(2)).image(again(3, 0)).flush();

      List<TagEvent> tags = tagger.tags();
      assertThat(tags).extracting(TagEvent::getImageId).doesNotHaveDuplicates().hasSize(4);
      assertThat(known(tagger)).isEqualTo(2);
      for (int i : List.of(1, 3)) {
        assertThat(tags.get(i).getEmbedding()).isEqualTo(tags.get(0).getEmbedding());
        assertThat(tags.get(i).getThumbnail()).isEqualTo(tags.get(0).getThumbnail());
        assertThat(tags.get(i).getWidth()).isEqualTo(tags.get(0).getWidth());
        recomputation.check(tags.get(i), Records.picture(0));
      }
      recomputation.check(tags.get(2), Records.picture(2));
    }
  }

  @Test
  void twiceInOneBatchIsEncodedOnce() throws Exception {
    CheckpointEvent a = Checkpoints.write(dir.resolve("a"), 1, 16);
    try (TaggerHarness tagger = tagger(a, 1 << 20);
        Recomputation recomputation = new Recomputation().checkpoint(a).labels(LABELS)) {
      tagger.image(Records.image(0)).image(again(1, 0)).image(Records.image(2)).flush();
      assertThat(known(tagger)).isEqualTo(2);
      for (int i = 0; i < 3; i++) {
        recomputation.check(tagger.tags().get(i), Records.picture(i == 1 ? 0 : i));
      }
    }
  }

  @Test
  void anotherCheckpointAndAnotherLabelSetAreAskedAnew() throws Exception {
    CheckpointEvent a = Checkpoints.write(dir.resolve("a"), 1, 16);
    CheckpointEvent b = Checkpoints.write(dir.resolve("b"), 2, 24);
    LabelSet second = Records.set("default", 2, "house", "tree");
    try (TaggerHarness tagger = tagger(a, 1 << 20);
        Recomputation recomputation =
            new Recomputation().checkpoint(a).checkpoint(b).labels(LABELS).labels(second)) {
      tagger.image(Records.image(0)).flush();
      tagger.control(Records.published(1, second));
      tagger.untilActive("a", "default", 2);
      tagger.image(again(1, 0)).flush();
      assertThat(known(tagger)).as("encoded for the first set already").isEqualTo(1);
      tagger.control(Records.announced(1, b));
      tagger.untilActive("b", "default", 2);
      assertThat(known(tagger)).isZero();
      tagger.image(again(2, 0)).flush();
      for (TagEvent tag : tagger.tags()) {
        recomputation.check(tag, Records.picture(0));
      }
      assertThat(tagger.tags())
          .extracting(TagEvent::getCheckpointId)
          .containsExactly("a", "a", "b");
    }
  }

  @Test
  void itIsBoundedAndCanBeTurnedOff() throws Exception {
    CheckpointEvent a = Checkpoints.write(dir.resolve("a"), 1, 16);
    try (TaggerHarness tagger = tagger(a, 8 << 10)) {
      for (int i = 0; i < 50; i++) {
        tagger.image(Records.image(i));
      }
      tagger.flush();
      assertThat(known(tagger)).isBetween(1L, 30L);
      assertThat(tagger.tags()).hasSize(50);
    }
    CheckpointEvent c = Checkpoints.write(dir.resolve("c"), 3, 16); // not the model from before
    try (TaggerHarness tagger = tagger(c, 0)) {
      tagger.image(Records.image(0)).image(again(1, 0)).flush();
      assertThat(known(tagger)).isZero();
      assertThat(tagger.tags()).hasSize(2);
    }
  }

  @Test
  void aKeyTellsPicturesAndThumbnailsApart() {
    byte[] picture = {1, 2, 3};
    assertThat(KnownPictures.Key.of(picture, 0))
        .isEqualTo(KnownPictures.Key.of(picture.clone(), 0))
        .isNotEqualTo(KnownPictures.Key.of(picture, 32))
        .isNotEqualTo(KnownPictures.Key.of(new byte[] {1, 2, 4}, 0));
  }

  /** The picture of another record, under a name of its own. */
  private static io.clipstream.control.RawRecord again(int offset, int of) {
    return Records.image(offset, null, Records.picture(of), null);
  }
}
