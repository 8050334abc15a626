package io.clipstream.model.training;

/**
 * A learning rate that rises linearly over the warm-up, then falls along half a cosine to zero
 * (paper, section 2.5).
 *
 * @param peak the highest rate
 * @param warmUpSteps steps until the peak
 * @param steps steps in all
 */
public record CosineSchedule(double peak, long warmUpSteps, long steps) {
  public CosineSchedule {
    if (!(peak > 0) || warmUpSteps < 0 || steps < 1) {
      throw new IllegalArgumentException(
          "peak " + peak + ", warm-up " + warmUpSteps + ", steps " + steps);
    }
  }

  /** The rate of step {@code step}, counted from 1. */
  public double rate(long step) {
    if (step <= warmUpSteps) {
      return peak * step / warmUpSteps;
    }
    double progress = (double) (step - warmUpSteps) / Math.max(1, steps - warmUpSteps);
    return 0.5 * peak * (1 + Math.cos(Math.PI * Math.min(1, progress)));
  }
}
