package io.clipstream.model.image.jpeg;

/** A Huffman code (ITU-T T.81, annex C) with a table for its short codes. */
final class HuffmanTable {
  static final int LOOK_AHEAD = 10;

  private final int[] lookup = new int[1 << LOOK_AHEAD]; // length << 8 | symbol, or 0
  private final int[] limits = new int[18]; // by length: the first 16-bit prefix too big for it
  private final int[] offsets = new int[17]; // by length: index of a symbol less its code
  private final byte[] symbols;

  /**
   * @param counts of codes by length, 1 to 16, at index length - 1
   * @param symbols in order of their codes
   */
  HuffmanTable(int[] counts, byte[] symbols) {
    this.symbols = symbols;
    int code = 0;
    int index = 0;
    for (int length = 1; length <= 16; length++) {
      offsets[length] = index - code;
      for (int i = 0; i < counts[length - 1]; i++, index++, code++) {
        enter(code, length, symbols[index] & 0xff);
      }
      if (code > 1 << length) {
        throw new NotReducible("Huffman code is overfull");
      }
      limits[length] = code << (16 - length);
      code <<= 1;
    }
  }

  private void enter(int code, int length, int symbol) {
    if (length > LOOK_AHEAD || code >= 1 << length) {
      return;
    }
    int from = code << (LOOK_AHEAD - length);
    for (int i = 0; i < 1 << (LOOK_AHEAD - length); i++) {
      lookup[from + i] = length << 8 | symbol;
    }
  }

  /** {@code length << 8 | symbol} of the code that begins these bits; 0 if it is a longer one. */
  int lookup(int prefix) {
    return lookup[prefix];
  }

  /** The same for any code, from 16 bits. */
  int search(int prefix) {
    for (int length = LOOK_AHEAD + 1; length <= 16; length++) {
      if (prefix < limits[length]) {
        int index = offsets[length] + (prefix >> (16 - length));
        return length << 8 | symbols[index] & 0xff;
      }
    }
    throw new NotReducible("no such Huffman code");
  }
}
