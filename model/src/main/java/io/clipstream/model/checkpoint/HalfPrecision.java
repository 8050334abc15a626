package io.clipstream.model.checkpoint;

/** IEEE 754 binary16 and bfloat16, which Java 17 has no conversions for. */
final class HalfPrecision {
  /** The largest finite binary16 number. */
  static final float MAX = 65504f;

  /** The smallest number above 0: 2 to the power of -24. */
  private static final float SMALLEST = 0x1p-24f;

  private static final int EXPONENT_SHIFT = 13;
  private static final int SMALLEST_NORMAL_EXPONENT = 113;
  private static final float[] TABLE = new float[1 << 16];

  static {
    for (int bits = 0; bits < TABLE.length; bits++) {
      TABLE[bits] = decode(bits);
    }
  }

  private HalfPrecision() {}

  static float toFloat(short bits) {
    return TABLE[bits & 0xffff];
  }

  static float bfloatToFloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** Rounds to nearest, ties to even; what is too large becomes an infinity. */
  static short fromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    int magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) {
      return (short) (sign | 0x7e00); // NaN
    }
    int exponent = magnitude >>> 23;
    if (exponent < SMALLEST_NORMAL_EXPONENT) {
      return (short) (sign | subnormal(magnitude, exponent));
    }
    int rebased = magnitude - ((127 - 15) << 23);
    int rounded = rounded(rebased, EXPONENT_SHIFT);
    return (short) (sign | Math.min(rounded, 0x7c00));
  }

  private static int subnormal(int magnitude, int exponent) {
    int shift = EXPONENT_SHIFT + SMALLEST_NORMAL_EXPONENT - exponent;
    if (shift > 24) {
      return 0;
    }
    return rounded(magnitude & 0x7fffff | 0x800000, shift);
  }

  private static int rounded(int value, int shift) {
    int half = (1 << (shift - 1)) - 1;
    int odd = value >>> shift & 1;
    return (value + half + odd) >>> shift;
  }

  /** By the bits alone, since the table is filled at the start, before anything is compiled. */
  private static float decode(int bits) {
    int sign = (bits & 0x8000) << 16;
    int magnitude = bits & 0x7fff;
    if (magnitude < 0x0400) {
      return (sign == 0 ? SMALLEST : -SMALLEST) * magnitude;
    }
    int exponents = magnitude >= 0x7c00 ? 255 - 31 : 127 - 15;
    return Float.intBitsToFloat(sign | (magnitude << EXPONENT_SHIFT) + (exponents << 23));
  }
}
