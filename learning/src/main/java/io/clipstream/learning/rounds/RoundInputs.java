package io.clipstream.learning.rounds;

import io.clipstream.model.evaluation.DecisionRule;
import io.clipstream.model.evaluation.LabelledSet;
import io.clipstream.model.text.PromptTemplates;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What rounds share.
 *
 * @param pinned labelled pictures that the gate guards; any number of sets
 * @param templates of their prompts
 * @param baseline directory of the checkpoint that small losses must not lead below; the parent if
 *     empty
 * @param rules label sets in force
 */
public record RoundInputs(
    List<LabelledSet> pinned,
    PromptTemplates templates,
    Optional<Path> baseline,
    List<DecisionRule> rules) {
  public RoundInputs {
    pinned = List.copyOf(pinned);
    rules = List.copyOf(rules);
  }
}
