package io.clipstream.model.probe;

/** A function of many variables with its gradient. */
interface DifferentiableFunction {
  /**
   * @param point where; not changed
   * @param gradient is overwritten with the gradient there
   * @return the value there
   */
  double at(double[] point, double[] gradient);

  /**
   * Looks again at how the function is curved, for {@link #overCurvature}.
   *
   * @param point where
   */
  default void lookAtCurvature(double[] point) {}

  /**
   * A rough inverse of the curvature, as it was last looked at, times a vector: positive definite,
   * exact up to a factor at best. What is known beforehand need not be learnt from steps.
   */
  default double[] overCurvature(double[] vector) {
    return vector.clone();
  }
}
