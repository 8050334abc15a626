package io.clipstream.model.training;

/** AdamW on one array in double precision, as its paper has it (algorithm 2). */
final class Fp64AdamW {
  private final OptimiserSettings settings;
  private final double decay;
  private final double[] weights;
  private final double[] first;
  private final double[] second;
  private int step;

  Fp64AdamW(OptimiserSettings settings, boolean decays, double[] weights) {
    this.settings = settings;
    this.decay = decays ? settings.weightDecay() : 0;
    this.weights = weights;
    this.first = new double[weights.length];
    this.second = new double[weights.length];
  }

  /**
   * @param clip what the gradient is multiplied by
   */
  void step(double[] gradient, double clip, double rate) {
    step++;
    for (int i = 0; i < weights.length; i++) {
      double g = gradient[i] * clip;
      first[i] = settings.beta1() * first[i] + (1 - settings.beta1()) * g;
      second[i] = settings.beta2() * second[i] + (1 - settings.beta2()) * g * g;
      double m = first[i] / (1 - Math.pow(settings.beta1(), step));
      double v = second[i] / (1 - Math.pow(settings.beta2(), step));
      weights[i] -= rate * (m / (Math.sqrt(v) + settings.epsilon()) + decay * weights[i]);
    }
  }

  double[] weights() {
    return weights;
  }
}
