package io.clipstream.cli.evaluation;

import java.util.List;
import java.util.Optional;

/**
 * How accuracy on a shifted set follows from that on the reference set: a line over their logits
 * (paper, section 3.3, after Taori et al. 2020), by least squares.
 *
 * @param slope of the line
 * @param intercept at a reference logit of 0, that is at 50 %
 */
public record LogitLine(double slope, double intercept) {
  /** A model's accuracies on the same classes of both sets. */
  public record Point(Proportion reference, Proportion shifted) {}

  /** The line through models; nothing if they are fewer than two or all alike on the reference. */
  public static Optional<LogitLine> fit(List<Point> models) {
    double meanX = models.stream().mapToDouble(m -> m.reference().logit()).average().orElse(0);
    double meanY = models.stream().mapToDouble(m -> m.shifted().logit()).average().orElse(0);
    double xx = 0;
    double xy = 0;
    for (Point model : models) {
      double x = model.reference().logit() - meanX;
      xx += x * x;
      xy += x * (model.shifted().logit() - meanY);
    }
    return xx < 1e-12
        ? Optional.empty()
        : Optional.of(new LogitLine(xy / xx, meanY - xy / xx * meanX));
  }

  /** The accuracy to expect under the shift, 0 to 1. */
  public double at(double logit) {
    return 1 / (1 + Math.exp(-(slope * logit + intercept)));
  }

  /** Effective robustness: accuracy under the shift beyond what the reference lets expect. */
  public double effectiveRobustness(Point model) {
    return model.shifted().share() - at(model.reference().logit());
  }
}
