package io.clipstream.dashboard.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.Action;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.Scoring;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PairsTest {
  private static Optional<LabelSet> set(List<String> templates, Label... labels) {
    LabelSet set = new LabelSet();
    set.setId("kitchen");
    set.setRevision(1);
    set.setLabels(List.of(labels));
    set.setTemplates(templates);
    set.setScoring(Scoring.SOFTMAX);
    set.setBackgroundPrompts(List.of());
    return Optional.of(set);
  }

  private static Label label(String name, String... prompts) {
    return new Label(name, List.of(prompts), 0.5f, Action.TAG, null);
  }

  @Test
  void aLabelIsCaptionedByTheFirstTemplateOfItsSet() {
    Optional<LabelSet> set =
        set(List.of("a photo of a {}", "a {}"), label("knife"), label("fire", "open flames", "x"));
    assertThat(Pairs.captions(null, List.of("knife", "fire"), set))
        .containsExactly("a photo of a knife", "a photo of a open flames");
  }

  @Test
  void withoutTemplateOrSetItIsItsOwnCaption() {
    assertThat(Pairs.captions(null, List.of("fire"), set(List.of(), label("fire", "flames"))))
        .containsExactly("flames");
    assertThat(Pairs.captions(null, List.of("fire"), Optional.empty())).containsExactly("fire");
  }

  @Test
  void theReviewersOwnWordsComeBeforeLabelsAndNothingTeachesNothing() {
    assertThat(Pairs.captions("a lamp", List.of("fire"), Optional.empty()))
        .containsExactly("a lamp");
    assertThat(Pairs.captions(null, List.of(), Optional.empty())).isEmpty();
  }
}
