package io.clipstream.model.training.data;

/**
 * A change of all colours of a picture, as one affine map of R, G, B.
 *
 * @param brightness factor
 * @param contrast factor of the distance from the picture's mean gray
 * @param saturation factor of the distance from each pixel's own gray
 * @param hue turn in radians around the gray axis
 */
record ColourChange(double brightness, double contrast, double saturation, double hue) {
  private static final double[] GRAY = {0.299, 0.587, 0.114};

  /** The changed picture, planar [3, pixels], not yet limited to 0..255. */
  float[] apply(int[] rgb) {
    int pixels = rgb.length;
    float[] planar = new float[3 * pixels];
    double gray = 0;
    for (int i = 0; i < pixels; i++) {
      int red = rgb[i] >> 16 & 0xff;
      int green = rgb[i] >> 8 & 0xff;
      int blue = rgb[i] & 0xff;
      gray += GRAY[0] * red + GRAY[1] * green + GRAY[2] * blue;
      planar[i] = red;
      planar[pixels + i] = green;
      planar[2 * pixels + i] = blue;
    }
    if (brightness != 1 || contrast != 1 || saturation != 1 || hue != 0) {
      transform(planar, pixels, brightness * gray / pixels * (1 - contrast));
    }
    return planar;
  }

  private void transform(float[] planar, int pixels, double offset) {
    float[][] m = matrix();
    float shift = (float) offset;
    for (int i = 0; i < pixels; i++) {
      float red = planar[i];
      float green = planar[pixels + i];
      float blue = planar[2 * pixels + i];
      planar[i] = m[0][0] * red + m[0][1] * green + m[0][2] * blue + shift;
      planar[pixels + i] = m[1][0] * red + m[1][1] * green + m[1][2] * blue + shift;
      planar[2 * pixels + i] = m[2][0] * red + m[2][1] * green + m[2][2] * blue + shift;
    }
  }

  /** brightness * contrast * (gray + saturation * turn * (identity - gray)). */
  private float[][] matrix() {
    double third = (1 - StrictMath.cos(hue)) / 3;
    double root = StrictMath.sin(hue) / Math.sqrt(3);
    float[][] m = new float[3][3];
    for (int row = 0; row < 3; row++) {
      double sum = 0;
      for (int column = 0; column < 3; column++) {
        sum += turn(row, column, third, root);
      }
      for (int column = 0; column < 3; column++) {
        // Gray has no hue: the turn's row sum is 1, so gray pixels stay as they are.
        double colour = turn(row, column, third, root) - sum * GRAY[column];
        m[row][column] = (float) (brightness * contrast * (GRAY[column] + saturation * colour));
      }
    }
    return m;
  }

  /** Rodrigues' rotation around (1, 1, 1). */
  private double turn(int row, int column, double third, double root) {
    if (row == column) {
      return StrictMath.cos(hue) + third;
    }
    return (column - row + 3) % 3 == 1 ? third - root : third + root;
  }
}
