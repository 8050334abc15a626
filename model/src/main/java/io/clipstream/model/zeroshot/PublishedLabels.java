package io.clipstream.model.zeroshot;

import io.clipstream.model.Clip;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Decisions;
import io.clipstream.schemas.LabelTree;
import java.util.List;

/**
 * A label set as it is published, in the model's terms: what to encode, and the rules by which its
 * labels decide. Sets are valid, see {@link io.clipstream.schemas.LabelSets#validate}.
 */
public final class PublishedLabels {
  /** Every decision at the place of its severity, the mildest first. */
  private static final List<Decision> BY_SEVERITY =
      List.of(Decision.ALLOW, Decision.TAG, Decision.REVIEW, Decision.BLOCK);

  private PublishedLabels() {}

  /** What to encode; where the published set leaves something open, its default. */
  public static PromptedLabels prompts(io.clipstream.schemas.LabelSet set) {
    return new PromptedLabels(
        set.getLabels().stream().map(PublishedLabels::label).toList(),
        set.getTemplates().isEmpty()
            ? PromptTemplates.named("label")
            : new PromptTemplates(set.getId(), set.getTemplates()),
        scoring(set),
        set.getBackgroundPrompts().isEmpty()
            ? PromptedLabels.defaultBackground()
            : set.getBackgroundPrompts());
  }

  private static Scoring scoring(io.clipstream.schemas.LabelSet set) {
    return switch (set.getScoring()) {
      case SOFTMAX -> Scoring.SOFTMAX;
      case INDEPENDENT -> Scoring.INDEPENDENT;
      case PAIRWISE -> Scoring.PAIRWISE;
      case UNKNOWN -> throw new IllegalArgumentException("a set with unknown scoring is not valid");
    };
  }

  private static Label label(io.clipstream.schemas.Label label) {
    return label.getPrompts().isEmpty()
        ? Label.of(label.getName())
        : new Label(label.getName(), label.getPrompts());
  }

  /** Its thresholds, severities and hierarchy; for the caller to close. */
  public static LabelRules rules(Clip clip, io.clipstream.schemas.LabelSet set) {
    List<io.clipstream.schemas.Label> labels = set.getLabels();
    float[] thresholds = new float[labels.size()];
    float[] severities = new float[labels.size()];
    for (int i = 0; i < thresholds.length; i++) {
      thresholds[i] = labels.get(i).getThreshold();
      severities[i] = BY_SEVERITY.indexOf(Decisions.of(labels.get(i).getAction()));
    }
    return new LabelRules(clip, thresholds, severities, LabelTree.parents(set));
  }

  /** The labels that are named of a picture that was judged by {@link #rules}, best first. */
  public static List<io.clipstream.schemas.Tag> tags(
      io.clipstream.schemas.LabelSet set, Judgement judgement) {
    return judgement.hits().stream()
        .map(hit -> tag(set.getLabels().get(hit.label()), hit))
        .toList();
  }

  private static io.clipstream.schemas.Tag tag(
      io.clipstream.schemas.Label label, Judgement.Hit hit) {
    return new io.clipstream.schemas.Tag(
        label.getName(), hit.similarity(), hit.score(), label.getAction(), hit.applied());
  }

  /** The decision of a picture that was judged by {@link #rules}. */
  public static Decision decision(Judgement judgement) {
    return BY_SEVERITY.get(judgement.severity());
  }
}
