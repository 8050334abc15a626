package io.clipstream.operators.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.Clip;
import io.clipstream.model.image.DecodeResult;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.image.Preprocessor;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.model.zeroshot.LabelBank;
import io.clipstream.model.zeroshot.ScoredLabel;
import io.clipstream.model.zeroshot.Scoring;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSets;
import io.clipstream.schemas.Tag;
import io.clipstream.schemas.TagEvent;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores by the way of {@code clipstream tag}: whole label sets, encoded at once, one picture at a
 * time, out of nothing but what a result is stamped with.
 */
public final class Recomputation implements AutoCloseable {
  private static final double TOLERANCE = 2e-5;

  private final Map<String, Clip> clips = new HashMap<>();
  private final Map<String, LabelBank> banks = new HashMap<>();
  private final Map<String, LabelSet> sets = new HashMap<>();

  public Recomputation checkpoint(CheckpointEvent event) {
    clips.put(
        event.getCheckpointId(), Clip.load(Path.of(URI.create(event.getUri())), Device.cpu()));
    return this;
  }

  public Recomputation labels(LabelSet set) {
    sets.put(set.getId() + set.getRevision(), set);
    return this;
  }

  /** Holds the tags of a result, which must be of a flat set without a background. */
  public void check(TagEvent event, byte[] picture) {
    Clip clip = clips.get(event.getCheckpointId());
    LabelSet set = sets.get(event.getLabelSetId() + event.getLabelSetRevision());
    assertThat(event.getLabelSetHash()).isEqualTo(LabelSets.contentHash(set));
    LabelBank bank =
        banks.computeIfAbsent(
            event.getCheckpointId() + " " + event.getLabelSetHash(),
            stamp -> new LabelBank(clip, plain(set)));
    Map<String, ScoredLabel> expected = tags(clip, bank, set.getLabels().size(), picture);
    assertThat(event.getTags()).isNotEmpty();
    for (Tag tag : event.getTags()) {
      ScoredLabel own = expected.get(tag.getLabel());
      assertThat(own).as("label %s", tag.getLabel()).isNotNull();
      assertThat((double) tag.getScore()).isCloseTo(own.score(), within(TOLERANCE));
      assertThat((double) tag.getSimilarity()).isCloseTo(own.similarity(), within(TOLERANCE));
    }
  }

  private static Map<String, ScoredLabel> tags(
      Clip clip, LabelBank bank, int labels, byte[] picture) {
    DecodeResult.Decoded decoded =
        (DecodeResult.Decoded)
            new ImageDecoder(ImageLimits.DEFAULT).decode(picture, clip.preprocessing().imageSize());
    byte[] levels = new Preprocessor(clip.preprocessing()).apply(decoded.picture());
    try (NDManager scope = clip.newScope()) {
      Map<String, ScoredLabel> tags = new HashMap<>();
      bank.rank(clip.encodeImages(scope, List.of(levels)), labels)
          .get(0)
          .forEach(tag -> tags.put(tag.label(), tag));
      return tags;
    }
  }

  private static io.clipstream.model.zeroshot.PromptedLabels plain(LabelSet set) {
    return io.clipstream.model.zeroshot.PromptedLabels.of(
        set.getLabels().stream().map(Label::getName).toList(),
        new PromptTemplates("test", set.getTemplates()),
        Scoring.valueOf(set.getScoring().name()));
  }

  @Override
  public void close() {
    banks.values().forEach(LabelBank::close);
    clips.values().forEach(Clip::close);
  }
}
