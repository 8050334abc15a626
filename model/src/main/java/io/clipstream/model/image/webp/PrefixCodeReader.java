package io.clipstream.model.image.webp;

import java.util.Arrays;

/** Reads prefix codes (RFC 9649, section 3.7.2.1). */
final class PrefixCodeReader {
  private static final int[] ORDER = {
    17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  };

  private final WebpBitReader in;

  PrefixCodeReader(WebpBitReader in) {
    this.in = in;
  }

  /** Reads the lengths of the next code's symbols. */
  void read(int[] lengths) {
    Arrays.fill(lengths, 0);
    if (in.takeFlag()) {
      simple(lengths);
    } else {
      normal(lengths);
    }
  }

  private void simple(int[] lengths) {
    boolean two = in.takeFlag();
    int first = in.take(in.takeFlag() ? 8 : 1);
    int second = two ? in.take(8) : first;
    if (first >= lengths.length || second >= lengths.length) {
      throw new DamagedWebp("WebP has a prefix code of an unknown symbol");
    }
    lengths[first] = 1;
    lengths[second] = 1;
  }

  private void normal(int[] lengths) {
    int[] ofLengths = new int[ORDER.length];
    int count = 4 + in.take(4);
    for (int i = 0; i < count; i++) {
      ofLengths[ORDER[i]] = in.take(3);
    }
    PrefixCode code = PrefixCode.of(ofLengths);
    int coded = in.takeFlag() ? 2 + in.take(2 + 2 * in.take(3)) : lengths.length;
    if (coded > lengths.length) {
      throw new DamagedWebp("WebP has a prefix code of too many symbols");
    }
    expand(code, coded, lengths);
  }

  private void expand(PrefixCode code, int coded, int[] lengths) {
    int previous = 8;
    for (int symbol = 0, left = coded; symbol < lengths.length && left > 0; left--) {
      in.fill();
      int length = in.symbol(code);
      if (length < 16) {
        lengths[symbol++] = length;
        previous = length == 0 ? previous : length;
        continue;
      }
      int run =
          switch (length) {
            case 16 -> 3 + in.take(2);
            case 17 -> 3 + in.take(3);
            default -> 11 + in.take(7);
          };
      if (symbol + run > lengths.length) {
        throw new DamagedWebp("WebP has a prefix code of too many symbols");
      }
      for (; run > 0; run--) {
        lengths[symbol++] = length == 16 ? previous : 0;
      }
    }
  }
}
