package io.clipstream.model.evaluation;

import ai.djl.ndarray.NDArray;
import io.clipstream.model.Clip;
import io.clipstream.model.zeroshot.LabelBank;
import io.clipstream.model.zeroshot.LabelRules;
import io.clipstream.model.zeroshot.PublishedLabels;
import io.clipstream.model.zeroshot.Scoring;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSets;
import java.util.List;

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

  /** Whether the model can give the scores that the set wants, see {@link Scoring#refusal}. */
  public boolean fits(Clip clip) {
    Scoring scoring = PublishedLabels.prompts(set).scoring();
    return scoring.refusal(clip.logitBias().isPresent()).isEmpty();
  }

  /**
   * What the rule decides, as the tagging job does.
   *
   * @param images [N, E] of unit length, from the model
   * @return N decisions
   */
  public List<Decision> decide(Clip clip, NDArray images) {
    try (LabelBank bank = new LabelBank(clip, PublishedLabels.prompts(set));
        LabelRules rules = PublishedLabels.rules(clip, set)) {
      return bank.judge(images, rules, 1).stream().map(PublishedLabels::decision).toList();
    }
  }
}
