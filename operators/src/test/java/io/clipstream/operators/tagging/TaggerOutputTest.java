package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.LogReader;
import io.clipstream.operators.testing.Recomputation;
import io.clipstream.operators.testing.Records;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.TagEvent;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaggerOutputTest {
  private static final LabelSet DEFAULT = Records.set("default", 1, "cat", "dog", "sofa");
  private static final LabelSet OTHER = Records.set("other", 4, "boat", "plane", "train", "car");

  @TempDir Path dir;
  private CheckpointEvent model;
  private LogReader logs;

  @BeforeEach
  void write() {
    model = Checkpoints.write(dir.resolve("a"), 1, 16);
    logs =
        LogReader.of(
            "output",
            Records.published(0, DEFAULT),
            Records.published(1, OTHER),
            Records.announced(0, model));
  }

  private TaggerSettingsBuilder settings() {
    return new TaggerSettingsBuilder("job", "shop")
        .device("cpu")
        .batchSize(8)
        .topK(2)
        .allowedPrefixes(List.of(dir.toString()));
  }

  @Test
  void picturesOfSeveralLabelSetsShareABatchAndEachHasItsOwnTags() throws Exception {
    try (TaggerHarness tagger = TaggerHarness.started(settings().build(), logs);
        Recomputation recomputation =
            new Recomputation().checkpoint(model).labels(DEFAULT).labels(OTHER)) {
      for (int i = 0; i < 8; i++) {
        String set = i % 3 == 0 ? "other" : null;
        tagger.image(Records.image(i, set, Records.picture(i), null));
      }
      tagger.flush();
      assertThat(tagger.tags()).hasSize(8);
      for (TagEvent tag : tagger.tags()) {
        boolean other = tag.getOrigin().getOffset() % 3 == 0;
        assertThat(tag.getLabelSetId()).isEqualTo(other ? "other" : "default");
        assertThat(tag.getTimings().getBatchSize()).isEqualTo(8);
        assertThat(tag.getTags()).hasSize(2);
        recomputation.check(tag, Records.picture(tag.getOrigin().getOffset()));
      }
    }
  }

  @Test
  void thumbnailAndEmbeddingAreThereWhenAskedFor() throws Exception {
    TaggerSettings settings = settings().thumbnail(20).embedding().build();
    try (TaggerHarness tagger = TaggerHarness.started(settings, logs)) {
      tagger.image(Records.image(0)).flush();
      TagEvent event = tagger.tags().get(0);
      byte[] jpeg = new byte[event.getThumbnail().remaining()];
      event.getThumbnail().duplicate().get(jpeg);
      BufferedImage thumbnail = ImageIO.read(new ByteArrayInputStream(jpeg));
      assertThat(thumbnail.getWidth()).isEqualTo(20);
      assertThat(thumbnail.getHeight()).isEqualTo(18);
      assertThat(event.getEmbedding()).hasSize(16);
      double square = event.getEmbedding().stream().mapToDouble(x -> x * x).sum();
      assertThat(square).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void thumbnailAndEmbeddingAreNotThereOtherwise() throws Exception {
    try (TaggerHarness tagger = TaggerHarness.started(settings().build(), logs)) {
      tagger.image(Records.image(0)).flush();
      assertThat(tagger.tags().get(0).getThumbnail()).isNull();
      assertThat(tagger.tags().get(0).getEmbedding()).isNull();
    }
  }
}
