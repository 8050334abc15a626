package io.clipstream.model.checkpoint;

/** Feed-forward channels, which the OpenCLIP layout states as a multiple of the width. */
final class MlpRatio {
  private MlpRatio() {}

  /** The channels that {@code mlp_ratio} asks for. */
  static int read(Settings section, String label, int width, double fallback) {
    double wide = width * section.number("mlp_ratio", label, fallback);
    if (!(wide >= 1 && wide <= Bounds.WIDTH * 4.0)) {
      throw section.problem("mlp_ratio", "a positive ratio");
    }
    return (int) wide;
  }

  /** A ratio that {@link #read} takes for so many channels. */
  static double of(int mlpWidth, int width) {
    double ratio = (double) mlpWidth / width;
    return (int) (width * ratio) == mlpWidth ? ratio : Math.nextUp(ratio); // the reader truncates
  }
}
