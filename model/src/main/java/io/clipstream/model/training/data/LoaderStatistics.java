package io.clipstream.model.training.data;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a loader did so far.
 *
 * @param pairs handed out in batches
 * @param skipped things passed over, by reason, each counted once
 * @param examples the first few of them by name
 * @param waitedSeconds how long the consumer waited for batches
 * @param elapsedSeconds since the first batch was asked for
 */
public record LoaderStatistics(
    long pairs,
    Map<SkipReason, Integer> skipped,
    List<String> examples,
    double waitedSeconds,
    double elapsedSeconds) {
  public LoaderStatistics {
    skipped = Map.copyOf(skipped);
    examples = List.copyOf(examples);
  }

  /** Share of the consumer's time that it waited for data, 0 to 1. */
  public double waitingShare() {
    return elapsedSeconds > 0 ? Math.min(1, waitedSeconds / elapsedSeconds) : 0;
  }

  /** One line on what was skipped; empty if nothing was. */
  public String skippedLine() {
    if (skipped.isEmpty()) {
      return "";
    }
    String counts =
        skipped.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(entry -> entry.getValue() + " " + entry.getKey().words())
            .collect(Collectors.joining(", "));
    return counts + "; first: " + String.join("; ", examples);
  }
}
