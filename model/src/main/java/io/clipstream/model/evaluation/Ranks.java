package io.clipstream.model.evaluation;

import java.util.Arrays;
import java.util.List;

/**
 * Where the right answers stood, best 1.
 *
 * @param recall1 share of queries whose best answer is right
 * @param recall5 share with a right answer among the best five
 * @param recall10 share with a right answer among the best ten
 * @param medianRank of the best right answer
 * @param first whether each query's best answer is right, in their order
 */
public record Ranks(
    double recall1, double recall5, double recall10, double medianRank, List<Boolean> first) {
  public Ranks {
    first = List.copyOf(first);
  }

  /**
   * @param ranks a query each, one or more
   */
  static Ranks of(int[] ranks) {
    int[] sorted = ranks.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + (double) sorted[half]) / 2;
    return new Ranks(
        within(ranks, 1),
        within(ranks, 5),
        within(ranks, 10),
        median,
        Arrays.stream(ranks).mapToObj(rank -> rank == 1).toList());
  }

  private static double within(int[] ranks, int max) {
    return (double) Arrays.stream(ranks).filter(rank -> rank <= max).count() / ranks.length;
  }
}
