package io.clipstream.model.image.webp;

import io.clipstream.model.image.cost.Budget;

/** Decodes the alpha plane of a lossy WebP (RFC 9649, section 2.7.1.2). */
public final class AlphaPlane {
  /** Memory for its levels as they are coded and as they are. */
  public static final int BYTES_A_PIXEL = 5;

  private AlphaPlane() {}

  /**
   * Puts the plane's alpha into {@code argb}. Takes {@link #BYTES_A_PIXEL} besides what is
   * earmarked for codes.
   *
   * @param data holds an ALPH chunk's contents from {@code from} to {@code end}
   * @param argb {@code [height, width]} pixels
   * @throws DamagedWebp if the content is damaged
   */
  public static void apply(byte[] data, int from, int end, int width, int[] argb, Budget budget) {
    if (from >= end) {
      throw new DamagedWebp("WebP has an empty alpha plane");
    }
    int height = argb.length / width;
    int flags = data[from];
    byte[] alpha = new byte[argb.length];
    switch (flags & 3) {
      case 0 -> plain(data, from + 1, end, alpha);
      case 1 -> coded(data, from + 1, end, width, height, alpha, budget);
      default -> throw new DamagedWebp("WebP has an alpha plane of unknown kind");
    }
    unfilter(flags >> 2 & 3, alpha, width, height);
    for (int i = 0; i < argb.length; i++) {
      argb[i] = (argb[i] & 0xffffff) | alpha[i] << 24;
    }
    budget.check();
  }

  private static void plain(byte[] data, int from, int end, byte[] alpha) {
    if (end - from < alpha.length) {
      throw new DamagedWebp("WebP has an alpha plane of too few bytes");
    }
    System.arraycopy(data, from, alpha, 0, alpha.length);
  }

  private static void coded(
      byte[] data, int from, int end, int width, int height, byte[] alpha, Budget budget) {
    int[] levels = LosslessDecoder.decodePlane(data, from, end, width, height, budget);
    for (int i = 0; i < alpha.length; i++) {
      alpha[i] = (byte) (levels[i] >> 8);
    }
  }

  private static void unfilter(int filter, byte[] alpha, int width, int height) {
    if (filter == 0) {
      return;
    }
    for (int x = 1; x < width; x++) {
      alpha[x] += alpha[x - 1];
    }
    for (int y = 1; y < height; y++) {
      int row = y * width;
      alpha[row] += alpha[row - width];
      for (int i = row + 1; i < row + width; i++) {
        alpha[i] +=
            (byte)
                switch (filter) {
                  case 1 -> alpha[i - 1];
                  case 2 -> alpha[i - width];
                  default ->
                      Predictor.clipped(
                          (alpha[i - 1] & 255)
                              + (alpha[i - width] & 255)
                              - (alpha[i - width - 1] & 255));
                };
      }
    }
  }
}
