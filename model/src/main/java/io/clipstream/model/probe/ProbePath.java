package io.clipstream.model.probe;

import ai.djl.ndarray.NDManager;
import io.clipstream.model.ModelException;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Probes of the same examples with one strength of the penalty after the other. Each begins where
 * the nearest strength ended, which is the same optimum in fewer steps. With a weak penalty it is
 * nearer to the optimum too: from nothing the gradient falls below what ends a fit while weights
 * have still far to grow, for scores that tell classes apart hardly lower the loss any more.
 */
public final class ProbePath {
  private final NDManager parent;
  private final Examples examples;
  private final TreeMap<Double, LinearProbe> fitted = new TreeMap<>();

  /**
   * @param parent on whose device products are computed
   */
  public ProbePath(NDManager parent, Examples examples) {
    this.parent = parent;
    this.examples = examples;
  }

  /**
   * The probe with a strength. Best asked for from strong to weak.
   *
   * @throws ModelException if all examples are of one class
   */
  public LinearProbe at(double strength) {
    LinearProbe known = fitted.get(strength);
    if (known == null) {
      known = LinearProbe.train(parent, examples, strength, nearest(strength));
      fitted.put(strength, known);
    }
    return known;
  }

  /** The probe with a strength, by way of those that the search for one begins with. */
  public LinearProbe downTo(double strength) {
    StrengthSearch.first().filter(s -> s > strength).forEach(this::at);
    return at(strength);
  }

  /** By the ratio of strengths; of two as near the stronger, whose optimum is surer. */
  private Optional<LinearProbe> nearest(double strength) {
    return fitted.descendingMap().entrySet().stream()
        .min(Comparator.comparingDouble(e -> Math.abs(Math.log(e.getKey() / strength))))
        .map(entry -> entry.getValue());
  }
}
