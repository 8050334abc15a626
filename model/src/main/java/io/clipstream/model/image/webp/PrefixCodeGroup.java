package io.clipstream.model.image.webp;

/**
 * The five codes of a part of a picture.
 *
 * @param green also of lengths and of colours in the cache
 * @param onlyGreenVaries whether alpha, red and blue take no bits, as where pixels are of a palette
 * @param ground the colour of every pixel, but for green, if only that varies
 */
record PrefixCodeGroup(
    PrefixCode green,
    PrefixCode red,
    PrefixCode blue,
    PrefixCode alpha,
    PrefixCode distance,
    boolean onlyGreenVaries,
    int ground) {

  static final int LENGTHS_FROM = 256;
  static final int CACHED_FROM = 256 + 24;

  /** How many symbols each has, but for the cached colours. */
  static final int[] ALPHABETS = {CACHED_FROM, 256, 256, 256, 40};

  static PrefixCodeGroup of(int[][] lengths) {
    PrefixCode red = PrefixCode.of(lengths[1]);
    PrefixCode blue = PrefixCode.of(lengths[2]);
    PrefixCode alpha = PrefixCode.of(lengths[3]);
    return new PrefixCodeGroup(
        PrefixCode.of(lengths[0]),
        red,
        blue,
        alpha,
        PrefixCode.of(lengths[4]),
        red.only() >= 0 && blue.only() >= 0 && alpha.only() >= 0,
        alpha.only() << 24 | red.only() << 16 | blue.only());
  }

  /** Whether every pixel is of one colour, {@code ground | green.only() << 8}. */
  boolean isFlat() {
    return onlyGreenVaries && green.only() >= 0 && green.only() < LENGTHS_FROM;
  }

  /** Bytes of memory. */
  long size() {
    return 48 + green.size() + red.size() + blue.size() + alpha.size() + distance.size();
  }
}
