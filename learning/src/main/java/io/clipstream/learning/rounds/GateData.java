package io.clipstream.learning.rounds;

import io.clipstream.learning.store.StorePairs;
import io.clipstream.model.evaluation.DecisionRule;
import io.clipstream.model.evaluation.LabelledSet;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.model.training.data.PairStream;
import java.util.List;

/**
 * What the gate measures with.
 *
 * @param heldOutNew held-out pairs of the kind that the round learnt
 * @param heldOutOld held-out pairs of earlier rounds
 * @param pinned labelled pictures that stay the same from round to round
 * @param templates of the pinned sets' prompts
 * @param rules label sets in force
 * @param maxKnown pictures of each pinned set that pairs of a single caption are told from, at most
 */
public record GateData(
    StorePairs heldOutNew,
    StorePairs heldOutOld,
    List<LabelledSet> pinned,
    PromptTemplates templates,
    List<DecisionRule> rules,
    int maxKnown) {
  public GateData {
    pinned = List.copyOf(pinned);
    rules = List.copyOf(rules);
  }

  /** What the model knows already and must tell a single new caption from. */
  PairStream known() {
    return new KnownPairs(heldOutOld.inOrder(), pinned, templates, maxKnown);
  }
}
