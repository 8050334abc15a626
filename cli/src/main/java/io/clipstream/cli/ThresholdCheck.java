package io.clipstream.cli;

import io.clipstream.model.checkpoint.Calibration;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.Scoring;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a swap makes of the thresholds of label sets: they are scores, and which similarity gets
 * which score depends on the checkpoint's logit scale and, with PAIRWISE scoring, on its bias.
 */
final class ThresholdCheck {
  private ThresholdCheck() {}

  /**
   * Warnings, a line each.
   *
   * @param before of the checkpoint in use, where it can be read here
   * @param sets in force
   */
  static List<String> warnings(
      Optional<Calibration> before, Calibration after, Collection<LabelSet> sets) {
    List<String> warnings = new ArrayList<>();
    if (after.bias().isEmpty()) {
      names(sets, ThresholdCheck::isPairwise)
          .ifPresent(
              names ->
                  warnings.add(
                      "jobs will refuse label set "
                          + names
                          + ", whose scores are PAIRWISE: the checkpoint has no logit bias"));
    }
    before
        .flatMap(earlier -> names(sets, set -> changes(set, earlier, after)))
        .ifPresent(
            names ->
                warnings.add(
                    "thresholds of label set %s mean something else with this checkpoint: %s, was %s"
                        .formatted(names, after, before.get())));
    return warnings;
  }

  private static boolean isPairwise(LabelSet set) {
    return set.getScoring() == Scoring.PAIRWISE;
  }

  private static boolean changes(LabelSet set, Calibration before, Calibration after) {
    return isPairwise(set)
        ? after.bias().isPresent() && !after.hasScaleAndBiasOf(before)
        : !after.hasScaleOf(before);
  }

  private static Optional<String> names(Collection<LabelSet> sets, Predicate<LabelSet> which) {
    String names =
        sets.stream()
            .filter(which)
            .map(set -> Quoting.quote(set.getId()))
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? Optional.empty() : Optional.of(names);
  }
}
