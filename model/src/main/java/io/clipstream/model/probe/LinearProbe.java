package io.clipstream.model.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ModelException;
import io.clipstream.model.encoder.Program;
import java.util.Arrays;
import java.util.Optional;

/**
 * A linear classifier of frozen features: multinomial logistic regression (paper, appendix A.3),
 * the minimum of {@code sum of cross-entropies + strength / 2 * squared weights}. That is
 * scikit-learn's convention with {@code C = 1 / strength}; like there, intercepts are free.
 * Objective and gradient are reported for the mean over examples, that is divided by N.
 *
 * @param weights [D + 1, L], row by row; the last row holds the intercepts
 * @param classes [L]: those that there were examples of
 * @param fit how it was found
 */
public record LinearProbe(double[] weights, int[] classes, Fit fit) {
  /** The paper's. */
  public static final int MAX_ITERATIONS = 1_000;

  /**
   * The gradient's norm at which the optimum is found. Looser while strengths are compared would be
   * faster, and wrong: a weak penalty's probe that stops early is as good as one with a strong
   * penalty, and what is learnt in the end is not that one.
   */
  public static final double TOLERANCE = 1e-6;

  private static final int HISTORY = 10;

  /**
   * How the optimum was found.
   *
   * @param strength of the L2 penalty
   * @param objective there
   * @param gradientNorm there, Euclidean
   * @param iterations taken
   */
  public record Fit(double strength, double objective, double gradientNorm, int iterations) {
    /** Whether the gradient has vanished, rather than the iterations ended. */
    public boolean isOptimal() {
      return gradientNorm <= TOLERANCE;
    }
  }

  /**
   * Learns from examples.
   *
   * @param parent on whose device products are computed
   * @param strength of the L2 penalty, above 0
   * @throws ModelException if all examples are of one class
   */
  public static LinearProbe train(NDManager parent, Examples examples, double strength) {
    return train(parent, examples, strength, Optional.empty());
  }

  /**
   * Learns from examples.
   *
   * @param near a probe of the same examples or of some of them, to begin with
   */
  public static LinearProbe train(
      NDManager parent, Examples examples, double strength, Optional<LinearProbe> near) {
    return train(
        parent,
        examples,
        strength,
        near,
        new LimitedMemoryBfgs(HISTORY, MAX_ITERATIONS, TOLERANCE));
  }

  static LinearProbe train(
      NDManager parent,
      Examples examples,
      double strength,
      Optional<LinearProbe> near,
      LimitedMemoryBfgs solver) {
    if (!(strength > 0)) {
      throw new ModelException("L2 strength is " + strength + ", expected more than 0");
    }
    // Of a class without examples the intercept would fall for ever.
    int[] classes = Arrays.stream(examples.labels()).distinct().sorted().toArray();
    if (classes.length < 2) {
      throw new ModelException(
          "all %d pictures to learn from are of one class, expected two classes or more"
              .formatted(examples.size()));
    }
    int[] labels =
        Arrays.stream(examples.labels()).map(c -> Arrays.binarySearch(classes, c)).toArray();
    Examples known = new Examples(examples.features(), labels, classes.length);
    try (LogisticRegression regression = new LogisticRegression(parent, known, strength)) {
      double[] start =
          near.filter(other -> Arrays.equals(other.classes, classes))
              .map(other -> solver.stretched(regression, regression.ofCentred(other.weights)))
              .orElseGet(() -> new double[(known.width() + 1) * classes.length]);
      LimitedMemoryBfgs.Minimum found = solver.minimise(regression, start);
      Fit fit = new Fit(strength, found.value(), found.gradientNorm(), found.iterations());
      return new LinearProbe(regression.ofFeatures(found.point()), classes, fit);
    }
  }

  /**
   * The class of each example, [N].
   *
   * @param parent on whose device products are computed
   */
  public int[] classify(NDManager parent, Examples examples) {
    try (NDManager scope = parent.newSubManager();
        Program program = Program.linearProbe(scope)) {
      NDArray x = LogisticRegression.features(scope, examples, new double[examples.width()]);
      NDArray w = scope.create(weights, new Shape(examples.width() + 1, classes.length));
      long[] best = program.infer(scope, "classify", x, w).singletonOrThrow().toLongArray();
      return Arrays.stream(best).mapToInt(i -> classes[(int) i]).toArray();
    }
  }
}
