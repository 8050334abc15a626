package io.clipstream.model.zeroshot;

import java.util.Comparator;
import java.util.List;

/**
 * What a label set with rules makes of a picture.
 *
 * @param hits by falling score: labels at or above their thresholds and the best of the rest
 * @param severity the highest among all labels at or above their thresholds, also those that found
 *     no place in {@code hits}; 0 if there are none
 */
public record Judgement(List<Hit> hits, int severity) {
  /**
   * How well a label fits.
   *
   * @param label its index in the set
   * @param score 0 to 1; of a label that has children the highest of its own and theirs
   * @param similarity the cosine that gave the score, -1 to 1
   * @param applied whether the score is at or above the threshold
   */
  public record Hit(int label, float score, float similarity, boolean applied) {}

  private static final Comparator<Hit> BEST_FIRST =
      Comparator.comparingDouble(Hit::score)
          .thenComparingDouble(Hit::similarity)
          .reversed()
          .thenComparingInt(Hit::label);

  public Judgement {
    hits = hits.stream().sorted(BEST_FIRST).toList();
  }
}
