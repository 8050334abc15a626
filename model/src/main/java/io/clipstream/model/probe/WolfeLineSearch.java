package io.clipstream.model.probe;

import java.util.Optional;

/**
 * Finds a step along a descent direction that meets the strong Wolfe conditions (Nocedal and
 * Wright, Numerical Optimization, second edition, algorithms 3.5 and 3.6).
 */
final class WolfeLineSearch {
  /** What of the decrease that the slope promises is enough. */
  private static final double DECREASE = 1e-4;

  /** What the slope must fall to. */
  private static final double CURVATURE = 0.9;

  /** Close to the optimum values differ by rounding alone; such a rise is none. */
  private static final double ROUNDING = 1e-15;

  private static final int MAX_EVALUATIONS = 40;

  private final DifferentiableFunction function;
  private final double[] origin;
  private final double[] direction;
  private final Step start;
  private int evaluations;

  /**
   * A step that was tried.
   *
   * @param length in lengths of the direction
   * @param point reached
   * @param slope derivative along the direction
   */
  record Step(double length, double[] point, double value, double[] gradient, double slope) {}

  /**
   * @param value at {@code origin}
   * @param gradient at {@code origin}
   * @param direction in which the function falls
   */
  WolfeLineSearch(
      DifferentiableFunction function,
      double[] origin,
      double value,
      double[] gradient,
      double[] direction) {
    this.function = function;
    this.origin = origin;
    this.direction = direction;
    this.start = new Step(0, origin, value, gradient, Vectors.dot(gradient, direction));
  }

  /** A step, or none if rounding leaves none to be found. */
  Optional<Step> from(double first) {
    Step before = start;
    for (double length = first; evaluations < MAX_EVALUATIONS; length *= 2) {
      Step step = step(length);
      boolean higher = evaluations > 1 && step.value >= before.value + rounding();
      if (!decreases(step) || higher) {
        return between(before, step);
      }
      if (isFlat(step)) {
        return Optional.of(step);
      }
      if (step.slope >= 0) {
        return between(step, before);
      }
      before = step;
    }
    return Optional.empty();
  }

  /** Narrows an interval that holds a step; {@code low} is the lower of its ends. */
  private Optional<Step> between(Step lower, Step other) {
    Step low = lower;
    Step high = other;
    while (evaluations < MAX_EVALUATIONS) {
      Step step = step(inside(low, high));
      if (!decreases(step) || step.value >= low.value + rounding()) {
        high = step;
      } else if (isFlat(step)) {
        return Optional.of(step);
      } else {
        high = step.slope * (high.length - low.length) >= 0 ? low : high;
        low = step;
      }
    }
    return Optional.empty();
  }

  private Step step(double length) {
    evaluations++;
    double[] point = origin.clone();
    Vectors.add(point, length, direction);
    double[] gradient = new double[point.length];
    double value = function.at(point, gradient);
    return new Step(length, point, value, gradient, Vectors.dot(gradient, direction));
  }

  /** Evaluations so far. */
  int evaluations() {
    return evaluations;
  }

  private boolean decreases(Step step) {
    return step.value <= start.value + DECREASE * step.length * start.slope + rounding();
  }

  private boolean isFlat(Step step) {
    return Math.abs(step.slope) <= -CURVATURE * start.slope;
  }

  private double rounding() {
    return ROUNDING * Math.abs(start.value);
  }

  /** The lowest point of the cubic through both ends, kept off them. */
  private static double inside(Step low, Step high) {
    double width = high.length - low.length;
    double a = low.slope + high.slope - 3 * (high.value - low.value) / width;
    double b = Math.signum(width) * Math.sqrt(Math.max(0, a * a - low.slope * high.slope));
    double share = 1 - (high.slope + b - a) / (high.slope - low.slope + 2 * b);
    return low.length + width * (share >= 0.1 && share <= 0.9 ? share : 0.5);
  }
}
