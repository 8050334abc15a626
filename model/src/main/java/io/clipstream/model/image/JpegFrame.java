package io.clipstream.model.image;

/**
 * A JPEG's frame header (ITU-T T.81, B.2.2), held against the limits.
 *
 * @param bytes of the file
 * @param at where the segment's length field is
 * @param type the marker's code: 0xc0 and 0xc1 are sequential, 0xc2 progressive, 0xc9 and 0xca the
 *     same with arithmetic codes
 */
record JpegFrame(Bytes bytes, int at, int type) {
  private static final int SOF0 = 0xc0;
  private static final int LAST = 0xcf;
  private static final int PROGRESSIVE = 0xc2;
  private static final int ARITHMETIC = 0xc9;
  private static final int PROGRESSIVE_ARITHMETIC = 0xca;
  private static final int BLOCK = 64;

  /** Whether a marker begins a frame header; 0xc4, 0xc8 and 0xcc mean other things. */
  static boolean isMarker(int marker) {
    return (marker >= SOF0 && marker <= LAST && (marker & 3) != 0) || marker == SOF0;
  }

  /** The frame of the segment at {@code at}; refuses what no decoder here reads. */
  static JpegFrame read(Bytes bytes, int at, int length, int marker, ImageLimits limits) {
    if (marker > PROGRESSIVE && marker != ARITHMETIC && marker != PROGRESSIVE_ARITHMETIC) {
      throw Refusal.unsupported("JPEG is lossless or hierarchical (SOF" + (marker - SOF0) + ")");
    }
    JpegFrame frame = new JpegFrame(bytes, at, marker);
    limits.check(frame.width(), frame.height());
    int precision = bytes.u8(at + 2L);
    if (precision != 8) {
      throw Refusal.unsupported("JPEG has " + precision + " bits a sample, expected 8");
    }
    int components = frame.components();
    if (length != 8 + 3 * components) {
      throw Refusal.corrupt(
          "JPEG frame header of " + components + " components is " + length + " long");
    }
    if (components != 1 && components != 3 && components != 4) {
      throw Refusal.unsupported("JPEG has " + components + " components, expected 1, 3 or 4");
    }
    frame.checkFactors();
    return frame;
  }

  private void checkFactors() {
    for (int i = 0; i < components(); i++) {
      if (across(i) < 1 || across(i) > 4 || down(i) < 1 || down(i) > 4) {
        throw Refusal.corrupt("JPEG is subsampled by " + across(i) + " x " + down(i));
      }
    }
  }

  int width() {
    return bytes.u16(at + 5L);
  }

  int height() {
    return bytes.u16(at + 3L);
  }

  int components() {
    return bytes.u8(at + 7L);
  }

  /** The name by which scans know component {@code index}. */
  int id(int index) {
    return bytes.u8(at + 8L + 3 * index);
  }

  private int across(int index) {
    return bytes.u8(at + 9L + 3 * index) >> 4;
  }

  private int down(int index) {
    return bytes.u8(at + 9L + 3 * index) & 15;
  }

  boolean isHuffmanCoded() {
    return type <= PROGRESSIVE;
  }

  boolean isProgressive() {
    return type == PROGRESSIVE || type == PROGRESSIVE_ARITHMETIC;
  }

  /** Bytes of the samples as they are read; inks are converted on the way. */
  long sampleBytes() {
    return (long) width() * height() * (components() == 4 ? 8 : components());
  }

  /** Bytes of the coefficients. */
  long coefficientBytes() {
    return 2L * BLOCK * blocks();
  }

  /** The blocks of all components. */
  long blocks() {
    long blocks = 0;
    for (int i = 0; i < components(); i++) {
      blocks += blocks(i);
    }
    return blocks;
  }

  /** The blocks of component {@code index}, padded to whole units. */
  long blocks(int index) {
    int across = 1;
    int down = 1;
    for (int i = 0; i < components(); i++) {
      across = Math.max(across, across(i));
      down = Math.max(down, down(i));
    }
    long wide = (width() + 8L * across - 1) / (8 * across);
    long high = (height() + 8L * down - 1) / (8 * down);
    return wide * across(index) * high * down(index);
  }
}
