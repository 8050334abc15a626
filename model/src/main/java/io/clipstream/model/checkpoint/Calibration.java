package io.clipstream.model.checkpoint;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What turns a checkpoint's similarities s into logits t s + b: thresholds on scores mean what they
 * do by these two numbers.
 *
 * @param scale t, the inverse temperature, above 0
 * @param bias b, of a checkpoint that was trained by the sigmoid loss
 */
public record Calibration(double scale, OptionalDouble bias) {
  /** The bias's name, among the weights and in the header of their file. */
  public static final String BIAS = "logit_bias";

  private static final String SCALE = "logit_scale";

  /** As a share of the number; a round of training moves both by less. */
  private static final double ALIKE = 0.05;

  /** The bias that a header keeps of a checkpoint whose architecture has no place for one. */
  public static OptionalDouble inHeader(Map<String, String> metadata) {
    try {
      double value = Double.parseDouble(metadata.getOrDefault(BIAS, "NaN"));
      return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  static Calibration of(TensorFiles files, Map<String, String> metadata) {
    double logarithm = files.of(SCALE).floats(SCALE)[0];
    OptionalDouble bias =
        files.has(BIAS) ? OptionalDouble.of(files.of(BIAS).floats(BIAS)[0]) : inHeader(metadata);
    return new Calibration(Math.exp(logarithm), bias);
  }

  /** Whether scores that pass through the scale alone say much the same as before. */
  public boolean hasScaleOf(Calibration other) {
    return alike(scale, other.scale);
  }

  /** The same of scores that need the bias, too. */
  public boolean hasScaleAndBiasOf(Calibration other) {
    return hasScaleOf(other)
        && bias.isPresent() == other.bias.isPresent()
        && (bias.isEmpty() || alike(bias.getAsDouble(), other.bias.getAsDouble()));
  }

  private static boolean alike(double one, double other) {
    return Math.abs(one - other) <= ALIKE * Math.max(Math.abs(one), Math.abs(other));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "logit scale %.3g, %s",
        scale,
        bias.isEmpty()
            ? "no logit bias"
            : String.format(Locale.ROOT, "logit bias %.3g", bias.getAsDouble()));
  }
}
