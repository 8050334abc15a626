package io.clipstream.model.image.webp;

/** Bits from the lowest of each byte up (RFC 9649, section 3.2). */
final class WebpBitReader {
  private final byte[] data;
  private final int end;
  private int position;
  private long bits; // the next ones, from the lowest up
  private int count; // how many of them are there
  private int padding; // how many of them were made up after the end

  WebpBitReader(byte[] data, int from, int end) {
    this.data = data;
    this.position = from;
    this.end = end;
  }

  /** Makes sure of 56 bits; zeros stand in after the end, as {@link #checkEnd} tells. */
  void fill() {
    while (count <= 56) {
      if (position < end) {
        bits |= (data[position++] & 0xffL) << count;
      } else {
        padding += 8;
      }
      count += 8;
    }
  }

  /** The next {@code n} bits, at most 24. */
  int take(int n) {
    if (count < n) {
      fill();
    }
    int value = (int) bits & (1 << n) - 1;
    skip(n);
    return value;
  }

  boolean takeFlag() {
    return take(1) == 1;
  }

  /** The next code's symbol; {@link #fill} was called for up to three codes of 15 bits. */
  int symbol(PrefixCode code) {
    int entry = code.entry((int) bits);
    skip(entry >>> PrefixCode.LENGTH_SHIFT);
    return entry & PrefixCode.SYMBOL;
  }

  private void skip(int n) {
    bits >>>= n;
    count -= n;
  }

  /** Refuses once bits were taken that are not there. */
  void checkEnd() {
    if (padding > count) {
      throw new DamagedWebp("WebP ends before its pixels do");
    }
  }
}
