package io.clipstream.benchmarks;

import io.clipstream.benchmarks.Ratios.Ratio;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Holds the ratios of a run against those that were kept.
 *
 * @param tolerance the part of a ratio that may be lost: 0.1 for a tenth
 */
record Guard(double tolerance) {
  enum Verdict {
    HELD,
    BETTER,
    WORSE,
    /** Kept, and not measured this time. */
    NOT_MEASURED
  }

  /** One ratio, before and now; NaN where it was not measured. */
  record Held(String name, double before, double now, Verdict verdict) {}

  /** A line for each ratio that was kept, in its order. */
  List<Held> compare(Map<String, Ratio> kept, Map<String, Ratio> found) {
    List<Held> lines = new ArrayList<>();
    kept.forEach(
        (name, before) -> {
          Ratio now = found.get(name);
          lines.add(
              now == null
                  ? new Held(name, before.value(), Double.NaN, Verdict.NOT_MEASURED)
                  : new Held(name, before.value(), now.value(), verdict(now.over(before))));
        });
    return lines;
  }

  /**
   * @param change how many times as good; NaN is worse
   */
  private Verdict verdict(double change) {
    if (change > 1 + tolerance) {
      return Verdict.BETTER;
    }
    return change >= 1 - tolerance ? Verdict.HELD : Verdict.WORSE;
  }
}
