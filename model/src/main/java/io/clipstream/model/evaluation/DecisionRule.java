package io.clipstream.model.evaluation;

import ai.djl.ndarray.NDArray;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.model.zeroshot.LabelBank;
import io.clipstream.model.zeroshot.Scoring;
import io.clipstream.model.zeroshot.Tag;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Decisions;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A label set in force as a rule that decides about pictures, to see how many decisions another
 * model would change.
 *
 * @param set a valid set, see {@link LabelSets#validate}
 */
public record DecisionRule(LabelSet set) {
  /** Id and revision, for people. */
  public String name() {
    return set.getId() + " revision " + set.getRevision();
  }

  /** The set as the encoders take it. */
  public io.clipstream.model.zeroshot.LabelSet prompts() {
    boolean independent = set.getScoring() == io.clipstream.schemas.Scoring.INDEPENDENT;
    List<String> background =
        set.getBackgroundPrompts().isEmpty()
            ? io.clipstream.model.zeroshot.LabelSet.defaultBackground()
            : set.getBackgroundPrompts();
    List<String> templates =
        set.getTemplates().isEmpty() ? List.of(LabelSets.PLACEHOLDER) : set.getTemplates();
    return new io.clipstream.model.zeroshot.LabelSet(
        set.getLabels().stream().map(DecisionRule::label).toList(),
        new PromptTemplates(set.getId(), templates),
        independent ? Scoring.INDEPENDENT : Scoring.SOFTMAX,
        background);
  }

  private static io.clipstream.model.zeroshot.Label label(Label label) {
    return label.getPrompts().isEmpty()
        ? io.clipstream.model.zeroshot.Label.of(label.getName())
        : new io.clipstream.model.zeroshot.Label(label.getName(), label.getPrompts());
  }

  /**
   * What the rule decides.
   *
   * @param bank of {@link #prompts}
   * @param images [N, E] of unit length, from the bank's model
   * @return N decisions
   */
  public List<Decision> decide(LabelBank bank, NDArray images) {
    return bank.rank(images, set.getLabels().size()).stream().map(this::decide).toList();
  }

  private Decision decide(List<Tag> tags) {
    Map<String, Float> scores = new HashMap<>();
    tags.forEach(tag -> scores.put(tag.label(), tag.score()));
    Map<String, Label> byName = new HashMap<>();
    set.getLabels().forEach(label -> byName.put(label.getName(), label));
    Map<String, Float> highest = new HashMap<>(scores);
    for (Label label : set.getLabels()) {
      float own = scores.getOrDefault(label.getName(), 0f);
      for (Label at = label; at.getParent() != null && byName.containsKey(at.getParent()); ) {
        at = byName.get(at.getParent());
        highest.merge(at.getName(), own, Math::max);
      }
    }
    List<Action> applied = new ArrayList<>();
    for (Label label : set.getLabels()) {
      if (highest.getOrDefault(label.getName(), 0f) >= label.getThreshold()) {
        applied.add(label.getAction());
      }
    }
    return Decisions.of(applied);
  }
}
