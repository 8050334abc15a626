package io.clipstream.model.probe;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The paper's search for the strength of the L2 penalty (appendix A.3): among 96 logarithmic steps
 * from 1e-6 to 1e6 it tries every second power of ten, and then halves the interval around the peak
 * until it has come down to eighths of a power of ten.
 */
public final class StrengthSearch {
  private static final int STEPS_A_DECADE = 8;
  private static final int END = 6 * STEPS_A_DECADE;
  private static final int FIRST_INTERVAL = 2 * STEPS_A_DECADE;

  private final DoubleUnaryOperator score;
  private final Map<Integer, Double> scores = new TreeMap<>();

  /**
   * A strength that was tried.
   *
   * @param score on the validation set
   */
  public record Trial(double strength, double score) {}

  /**
   * What was tried.
   *
   * @param curve from the weakest penalty to the strongest
   * @param best the trial with the best score; of equals the strongest penalty
   */
  public record Outcome(List<Trial> curve, Trial best) {
    public Outcome {
      curve = List.copyOf(curve);
    }
  }

  private StrengthSearch(DoubleUnaryOperator score) {
    this.score = score;
  }

  /**
   * @param score of a probe with that strength on the validation set, higher is better
   */
  public static Outcome run(DoubleUnaryOperator score) {
    StrengthSearch search = new StrengthSearch(score);
    firstSteps().forEach(search::scoreOf);
    for (int interval = FIRST_INTERVAL / 2; interval >= 1; interval /= 2) {
      int peak = search.peak();
      search.scoreOf(Math.min(END, peak + interval));
      search.scoreOf(Math.max(-END, peak - interval));
    }
    return search.outcome();
  }

  /** What it begins with, from strong to weak, as probes are best fitted: {@link ProbePath}. */
  static DoubleStream first() {
    return firstSteps().mapToDouble(StrengthSearch::strength);
  }

  private static IntStream firstSteps() {
    return IntStream.iterate(END, step -> step >= -END, step -> step - FIRST_INTERVAL);
  }

  private void scoreOf(int step) {
    scores.computeIfAbsent(step, s -> score.applyAsDouble(strength(s)));
  }

  private int peak() {
    return scores.entrySet().stream()
        .max(
            Comparator.<Map.Entry<Integer, Double>>comparingDouble(Map.Entry::getValue)
                .thenComparing(Map.Entry::getKey))
        .orElseThrow()
        .getKey();
  }

  private Outcome outcome() {
    List<Trial> curve =
        scores.entrySet().stream()
            .map(entry -> new Trial(strength(entry.getKey()), entry.getValue()))
            .toList();
    int peak = peak();
    return new Outcome(curve, new Trial(strength(peak), scores.get(peak)));
  }

  private static double strength(int step) {
    return Math.pow(10, (double) step / STEPS_A_DECADE);
  }
}
