package io.clipstream.model.probe;

import java.util.List;

/**
 * The number of labelled examples a class with which a linear probe is as good as zero-shot, by
 * linear interpolation of accuracy over the logarithm of that number (paper, section 3.1.5, figure
 * 7). Where the curve passes zero-shot more than once, the first time counts.
 */
public sealed interface DataEfficiency {
  /** Zero-shot is worth so many examples. */
  record Worth(double examples) implements DataEfficiency {}

  /** The fewest examples that were tried are better than zero-shot already. */
  record Below(double fewest) implements DataEfficiency {}

  /** The most examples that there were are not as good as zero-shot. */
  record Above(double most) implements DataEfficiency {}

  /** A point of the curve: accuracy with so many examples a class. */
  record Point(double examples, double accuracy) {}

  /**
   * @param zeroShot accuracy
   * @param curve one point or more, with ever more examples
   */
  static DataEfficiency of(double zeroShot, List<Point> curve) {
    Point before = curve.get(0);
    if (before.accuracy() > zeroShot) {
      return new Below(before.examples());
    }
    for (Point point : curve) {
      if (point.accuracy() >= zeroShot) {
        return new Worth(between(before, point, zeroShot));
      }
      before = point;
    }
    return new Above(before.examples());
  }

  private static double between(Point before, Point after, double accuracy) {
    double rise = after.accuracy() - before.accuracy();
    double share = rise > 0 ? (accuracy - before.accuracy()) / rise : 0;
    return before.examples() * Math.pow(after.examples() / before.examples(), share);
  }
}
