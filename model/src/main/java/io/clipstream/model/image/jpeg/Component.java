package io.clipstream.model.image.jpeg;

/** One colour component: its blocks, its tables and the samples that come out. */
final class Component {
  final int id;
  final int across; // sampling factors
  final int down;
  private final int quantizer;

  int blocksWide; // as a scan of this component alone counts them
  int blocksHigh;
  int storedWide; // padded to whole units of an interleaved scan
  int storedHigh;
  HuffmanTable dc;
  HuffmanTable ac;
  int prediction;
  short[] coefficients; // [storedHigh, storedWide, 64] in zigzag order; of progressive pictures
  byte[] samples; // [storedHigh * transform.rows, stride]
  int stride;
  ScaledTransform transform;

  Component(int id, int across, int down, int quantizer) {
    this.id = id;
    this.across = across;
    this.down = down;
    this.quantizer = quantizer;
  }

  int quantizer() {
    return quantizer;
  }

  /** Lays out blocks and samples for a picture; sizes are known to be within the limits. */
  void layOut(int width, int height, int maxAcross, int maxDown, int points) {
    blocksWide = divideUp(divideUp(width * across, maxAcross), 8);
    blocksHigh = divideUp(divideUp(height * down, maxDown), 8);
    storedWide = divideUp(width, 8 * maxAcross) * across;
    storedHigh = divideUp(height, 8 * maxDown) * down;
    transform =
        new ScaledTransform(points(maxAcross, across, points), points(maxDown, down, points));
    stride = storedWide * transform.columns();
    samples = new byte[stride * storedHigh * transform.rows()];
  }

  /** A subsampled component gets that many more points a block: all come out equally large. */
  private static int points(int max, int factor, int points) {
    int result = max / factor * points;
    if (max % factor != 0 || result > 8 || Integer.bitCount(result) != 1) {
      throw new NotReducible("subsampling by " + max + "/" + factor);
    }
    return result;
  }

  void keepCoefficients() {
    coefficients = new short[storedWide * storedHigh * 64];
  }

  /** Where block (row, column)'s samples begin. */
  int sampleAt(int row, int column) {
    return row * transform.rows() * stride + column * transform.columns();
  }

  int coefficientAt(int row, int column) {
    return (row * storedWide + column) * 64;
  }

  static int divideUp(int value, int divisor) {
    return (value + divisor - 1) / divisor;
  }
}
