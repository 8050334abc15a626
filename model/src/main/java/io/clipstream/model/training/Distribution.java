package io.clipstream.model.training;

import java.util.SplittableRandom;

/** Where a number of a new array comes from. */
interface Distribution {
  double draw(SplittableRandom random);

  static Distribution constant(double value) {
    return random -> value;
  }

  static Distribution normal(double deviation) {
    return random -> deviation * random.nextGaussian();
  }

  static Distribution uniform(double bound) {
    return random -> bound * (2 * random.nextDouble() - 1);
  }
}
