package io.clipstream.model.image.webp;

import java.util.Arrays;

/** A canonical prefix code of up to 15 bits (RFC 9649, section 3.7.2), read from its low end. */
final class PrefixCode {
  static final int LENGTH_SHIFT = 16;
  static final int SYMBOL = 0xffff;

  private static final int MOST_BITS = 15;
  private static final int ROOT_BITS = 8;
  private static final int SECOND_LEVEL = 1 << 31;

  /** {@code length << 16 | symbol}, or where a second table begins and how many bits it takes. */
  private final int[] table;

  private final int rootMask;

  private PrefixCode(int[] table, int rootMask) {
    this.table = table;
    this.rootMask = rootMask;
  }

  /** The code whose symbols' lengths, 0 for none, these are; a lone symbol takes no bits. */
  static PrefixCode of(int[] lengths) {
    int[] counts = new int[MOST_BITS + 1];
    int symbols = 0;
    int last = 0;
    for (int symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] > 0) {
        counts[lengths[symbol]]++;
        symbols++;
        last = symbol;
      }
    }
    if (symbols == 1) {
      return new PrefixCode(new int[] {last}, 0);
    }
    checkComplete(counts);
    return build(lengths, counts);
  }

  private static void checkComplete(int[] counts) {
    int left = 1;
    for (int length = 1; length <= MOST_BITS; length++) {
      left = 2 * left - counts[length];
      if (left < 0) {
        throw new DamagedWebp("WebP has an overfull prefix code");
      }
    }
    if (left > 0) {
      throw new DamagedWebp("WebP has an incomplete prefix code");
    }
  }

  private static PrefixCode build(int[] lengths, int[] counts) {
    int longest = MOST_BITS;
    while (counts[longest] == 0) {
      longest--;
    }
    int root = Math.min(ROOT_BITS, longest);
    int rest = longest - root; // bits of every second table, of which few codes have any
    int[] next = firstCodes(counts);
    int[] table = new int[1 << root];
    int used = table.length;
    for (int symbol = 0; symbol < lengths.length; symbol++) {
      int length = lengths[symbol];
      if (length == 0) {
        continue;
      }
      int code = Integer.reverse(next[length]++) >>> (32 - length);
      int entry = length << LENGTH_SHIFT | symbol;
      if (length <= root) {
        fill(table, code, 1 << length, 1 << root, entry);
        continue;
      }
      int slot = code & (1 << root) - 1;
      if (table[slot] == 0) {
        if (table.length < used + (1 << rest)) {
          table = Arrays.copyOf(table, Math.max(used + (1 << rest), used * 3 / 2));
        }
        table[slot] = SECOND_LEVEL | rest << 24 | used;
        used += 1 << rest;
      }
      int from = table[slot] & 0xffffff;
      fill(table, from + (code >>> root), 1 << (length - root), from + (1 << rest), entry);
    }
    return new PrefixCode(
        table.length == used ? table : Arrays.copyOf(table, used), (1 << root) - 1);
  }

  private static void fill(int[] table, int from, int step, int end, int entry) {
    for (int i = from; i < end; i += step) {
      table[i] = entry;
    }
  }

  private static int[] firstCodes(int[] counts) {
    int[] next = new int[MOST_BITS + 2];
    for (int length = 1; length <= MOST_BITS; length++) {
      next[length + 1] = (next[length] + counts[length]) << 1;
    }
    return next;
  }

  /** {@code length << 16 | symbol} of the code that begins these bits. */
  int entry(int bits) {
    int entry = table[bits & rootMask];
    if (entry >= 0) {
      return entry;
    }
    int mask = (1 << (entry >> 24 & 15)) - 1;
    return table[(entry & 0xffffff) + (bits >>> ROOT_BITS & mask)];
  }

  /** The one symbol that takes no bits, or -1. */
  int only() {
    return rootMask == 0 ? table[0] : -1;
  }

  /** Bytes of memory. */
  long size() {
    return 48 + 4L * table.length;
  }
}
