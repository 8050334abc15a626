package io.clipstream.model.training.data;

import java.util.SplittableRandom;

/**
 * Redraws a picture as another hand might: its edges darkened into lines, sometimes with the
 * colours between them faded. Drawings of one thing by different people differ in just this.
 */
final class Outline {
  private static final double FADED = 0.3;
  private static final float FULL_EDGE = 128;

  private Outline() {}

  /** Changes {@code planar} [3, side, side], levels of R, G, B, in place. */
  static void apply(float[] planar, int side, SplittableRandom random) {
    float strength = (float) (0.5 + 1.5 * random.nextDouble());
    float fading = random.nextDouble() < FADED ? (float) random.nextDouble() : 0;
    float[] edges = edges(planar, side);
    int pixels = side * side;
    for (int i = 0; i < planar.length; i++) {
      float line = Math.min(1, strength * edges[i % pixels] / FULL_EDGE);
      planar[i] = (planar[i] + (255 - planar[i]) * fading) * (1 - line);
    }
  }

  /** The steepest central difference of the three channels at each pixel; none at the border. */
  private static float[] edges(float[] planar, int side) {
    float[] edges = new float[side * side];
    for (int y = 1; y < side - 1; y++) {
      for (int x = 1; x < side - 1; x++) {
        float max = 0;
        for (int channel = 0; channel < 3; channel++) {
          int at = (channel * side + y) * side + x;
          float across = planar[at + 1] - planar[at - 1];
          float down = planar[at + side] - planar[at - side];
          max = Math.max(max, across * across + down * down);
        }
        edges[y * side + x] = (float) Math.sqrt(max);
      }
    }
    return edges;
  }
}
