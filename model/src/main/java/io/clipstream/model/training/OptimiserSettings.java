package io.clipstream.model.training;

import io.clipstream.model.ClipConfig;
import io.clipstream.schemas.SettingException;

/**
 * Adam with decoupled weight decay.
 *
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the second moment
 * @param weightDecay for weights; gains, biases and the logit scale do not decay
 * @param maxGradientNorm gradients are scaled down to this length of all together; infinity for
 *     never
 */
public record OptimiserSettings(
    double beta1, double beta2, double epsilon, double weightDecay, double maxGradientNorm) {
  public OptimiserSettings {
    if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
      throw new SettingException("betas are " + beta1 + ", " + beta2 + ", expected 0 to below 1");
    }
    if (!(epsilon > 0) || !(weightDecay >= 0) || !(maxGradientNorm > 0)) {
      throw new SettingException(
          "epsilon "
              + epsilon
              + ", weight decay "
              + weightDecay
              + ", gradient norm "
              + maxGradientNorm
              + ": expected above 0, 0 or more, above 0");
    }
  }

  /**
   * The paper's settings for the family of the image tower (table 18 to 20), those of a Vision
   * Transformer for SigLIP's and OpenCLIP's, and those of a ResNet for ConvNeXt, as in OpenCLIP.
   */
  public static OptimiserSettings of(ClipConfig config) {
    return config
        .image()
        .match(
            tower -> of(0.98, 1e-6),
            tower -> of(0.999, 1e-8),
            tower -> of(0.98, 1e-6),
            tower -> of(0.98, 1e-6),
            tower -> of(0.999, 1e-8));
  }

  private static OptimiserSettings of(double beta2, double epsilon) {
    return new OptimiserSettings(0.9, beta2, epsilon, 0.2, Double.POSITIVE_INFINITY);
  }
}
