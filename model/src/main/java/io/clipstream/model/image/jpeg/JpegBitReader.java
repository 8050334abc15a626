package io.clipstream.model.image.jpeg;

/** Bits of an entropy-coded segment, stuffed bytes taken out (ITU-T T.81, F.2.2.5). */
final class JpegBitReader {
  private final byte[] data;
  private int position;
  private long bits; // the next bits, from the highest down
  private int count; // how many of them are there
  private int padding; // how many of them were made up after the end

  JpegBitReader(byte[] data, int position) {
    this.data = data;
    this.position = position;
  }

  /** Makes sure of 32 bits at least; zeros stand in after a marker, as {@link #overran} tells. */
  void fill() {
    while (count <= 56) {
      int next = position < data.length ? data[position] & 0xff : 0xff;
      if (next == 0xff) {
        if (position + 1 < data.length && data[position + 1] == 0) {
          position += 2;
        } else {
          next = 0;
          padding += 8;
        }
      } else {
        position++;
      }
      bits |= (long) next << (56 - count);
      count += 8;
    }
  }

  /** The next {@code n} bits, 1 to 31, without taking them. */
  int peek(int n) {
    return (int) (bits >>> (64 - n));
  }

  void skip(int n) {
    bits <<= n;
    count -= n;
  }

  int take(int n) {
    if (n == 0) {
      return 0;
    }
    int value = peek(n);
    skip(n);
    return value;
  }

  int takeFilled(int n) {
    if (count < n) {
      fill();
    }
    return take(n);
  }

  /** A signed difference or coefficient of {@code size} bits (T.81, F.2.2.1, EXTEND). */
  int takeSigned(int size) {
    if (size == 0) {
      return 0;
    }
    int value = peek(size);
    skip(size);
    return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
  }

  /** The next code's symbol; {@link #fill} was called. */
  int symbol(HuffmanTable table) {
    int entry = entry(table);
    skip(entry >> 8);
    return entry & 0xff;
  }

  /** The next code's length, shifted by 8, and symbol, without taking it. */
  int entry(HuffmanTable table) {
    int entry = table.lookup(peek(HuffmanTable.LOOK_AHEAD));
    return entry != 0 ? entry : table.search(peek(16));
  }

  int count() {
    return count;
  }

  /** Whether bits were taken that are not there. */
  boolean overran() {
    return padding > count;
  }

  /** Steps over a restart marker and begins afresh. */
  void restart() {
    if (overran()) {
      throw new NotReducible("ends early");
    }
    // Whole bytes may be left in the buffer only if the marker was not reached: that is damage.
    if (count - padding >= 8 || position + 1 >= data.length || !isRestart(position)) {
      throw new NotReducible("restart marker is missing");
    }
    position += 2;
    bits = 0;
    count = 0;
    padding = 0;
  }

  private boolean isRestart(int at) {
    return data[at] == (byte) 0xff && (data[at + 1] & 0xf8) == 0xd0;
  }
}
