package io.clipstream.model.probe;

/** A function of many variables with its gradient. */
interface DifferentiableFunction {
  /**
   * @param point where; not changed
   * @param gradient is overwritten with the gradient there
   * @return the value there
   */
  double at(double[] point, double[] gradient);
}
