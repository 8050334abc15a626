package io.clipstream.model.image;

/** Turns rows of PNG samples into pixels. */
final class PngPixels {
  private static final int OPAQUE = 0xff000000;

  private final CheckedPng png;
  private final int columns;
  private final int samples;
  private final boolean simple; // 8 bits a sample and no transparent colour
  private final int[] levels; // of samples of up to 8 bits

  PngPixels(CheckedPng png, int columns) {
    this.png = png;
    this.columns = columns;
    this.samples = png.samples();
    this.simple = png.depth() == 8 && png.transparent().length == 0 && !png.indexed();
    this.levels = png.depth() > 8 ? new int[0] : levels(png.depth());
  }

  private static int[] levels(int depth) {
    int max = (1 << depth) - 1;
    int[] levels = new int[max + 1];
    for (int i = 0; i <= max; i++) {
      levels[i] = (i * 255 + max / 2) / max;
    }
    return levels;
  }

  /** Puts a row, whose samples begin at its second byte, from {@code at} on. */
  void put(byte[] row, int[] argb, int at, int step) {
    if (simple && samples >= 3) {
      putColours(row, argb, at, step);
      return;
    }
    for (int x = 0, to = at; x < columns; x++, to += step) {
      argb[to] = pixel(row, x);
    }
  }

  private void putColours(byte[] row, int[] argb, int at, int step) {
    boolean alpha = samples == 4;
    for (int x = 0, i = 1, to = at; x < columns; x++, i += samples, to += step) {
      int rgb = (row[i] & 255) << 16 | (row[i + 1] & 255) << 8 | (row[i + 2] & 255);
      argb[to] = rgb | (alpha ? row[i + 3] << 24 : OPAQUE);
    }
  }

  private int pixel(byte[] row, int x) {
    int first = sample(row, x * samples);
    if (png.indexed()) {
      return png.palette()[first];
    }
    if (samples <= 2) {
      int alpha = samples == 2 ? level(sample(row, 2 * x + 1)) : 255;
      return (isTransparent(row, x) ? 0 : alpha << 24) | level(first) * 0x010101;
    }
    int rgb =
        level(first) << 16
            | level(sample(row, samples * x + 1)) << 8
            | level(sample(row, samples * x + 2));
    int alpha = samples == 4 ? level(sample(row, 4 * x + 3)) : 255;
    return (isTransparent(row, x) ? 0 : alpha << 24) | rgb;
  }

  private boolean isTransparent(byte[] row, int x) {
    int[] colour = png.transparent();
    for (int i = 0; i < colour.length; i++) {
      if (sample(row, x * samples + i) != colour[i]) {
        return false;
      }
    }
    return colour.length > 0;
  }

  private int sample(byte[] row, int index) {
    int depth = png.depth();
    if (depth == 8) {
      return row[1 + index] & 255;
    }
    if (depth == 16) {
      return (row[1 + 2 * index] & 255) << 8 | (row[2 + 2 * index] & 255);
    }
    int bit = index * depth;
    return (row[1 + (bit >> 3)] & 255) >> (8 - depth - (bit & 7)) & (1 << depth) - 1;
  }

  private int level(int sample) {
    return levels.length > 0 ? levels[sample] : (sample * 255 + 32_767) / 65_535;
  }
}
