package io.clipstream.model.training.data;

/** Gaussian blur of a small planar square, edges continued. */
final class Blur {
  private Blur() {}

  /**
   * Blurs in place.
   *
   * @param planar [3, side, side]
   * @param sigma in pixels
   */
  static void apply(float[] planar, int side, double sigma) {
    float[] weights = weights(sigma);
    float[] line = new float[side];
    for (int start = 0; start < planar.length; start += side) {
      blurLine(planar, start, 1, weights, line);
    }
    for (int channel = 0; channel < 3; channel++) {
      for (int x = 0; x < side; x++) {
        blurLine(planar, channel * side * side + x, side, weights, line);
      }
    }
  }

  private static float[] weights(double sigma) {
    int radius = (int) Math.ceil(2.5 * sigma);
    float[] weights = new float[2 * radius + 1];
    float sum = 0;
    for (int i = -radius; i <= radius; i++) {
      weights[i + radius] = (float) StrictMath.exp(-i * i / (2 * sigma * sigma));
      sum += weights[i + radius];
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= sum;
    }
    return weights;
  }

  private static void blurLine(float[] data, int start, int step, float[] weights, float[] line) {
    int radius = weights.length / 2;
    for (int i = 0; i < line.length; i++) {
      line[i] = data[start + i * step];
    }
    for (int i = 0; i < line.length; i++) {
      float sum = 0;
      for (int j = -radius; j <= radius; j++) {
        int at = Math.max(0, Math.min(line.length - 1, i + j));
        sum += weights[j + radius] * line[at];
      }
      data[start + i * step] = sum;
    }
  }
}
