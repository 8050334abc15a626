package io.clipstream.model.image.webp;

import io.clipstream.model.image.cost.Budget;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Decodes entropy-coded pixels (RFC 9649, section 3.6): the picture's own, and those of the small
 * images that say how to read and transform it.
 */
final class EntropyImage {
  private static final int CACHE_HASH = 0x1e35a7bd;
  private static final int PIXELS_A_LOOK = 1 << 14;

  private final WebpBitReader in;
  private final Budget budget;
  private final PrefixCodeReader codes;
  private final int width;
  private final int size;
  private int[] cache = {};
  private int cacheShift;
  private int[] groupMap = {}; // of blocks of pixels; empty if all are of one group
  private int groupBits;
  private int groupMask;
  private int groupWidth;
  private PrefixCodeGroup[] groups;

  private EntropyImage(WebpBitReader in, Budget budget, int width, int height) {
    this.in = in;
    this.budget = budget;
    this.codes = new PrefixCodeReader(in);
    this.width = width;
    this.size = width * height;
  }

  /** Decodes the picture itself into the front of {@code argb}. */
  static void picture(WebpBitReader in, Budget budget, int width, int height, int[] argb) {
    EntropyImage image = new EntropyImage(in, budget, width, height);
    image.cache();
    image.groups(in.takeFlag() ? image.groupMap(height) : 1);
    image.pixels(argb);
  }

  /** Decodes one of the small images. */
  static int[] small(WebpBitReader in, Budget budget, int width, int height) {
    budget.draw(4L * width * height);
    EntropyImage image = new EntropyImage(in, budget, width, height);
    image.cache();
    image.groups(1);
    int[] argb = new int[width * height];
    image.pixels(argb);
    return argb;
  }

  private void cache() {
    if (in.takeFlag()) {
      int bits = in.take(4);
      if (bits < 1 || bits > 11) {
        throw new DamagedWebp("WebP has a colour cache of " + bits + " bits");
      }
      cache = new int[1 << bits];
      cacheShift = 32 - bits;
    }
  }

  /** Reads which group each block of pixels is of, and returns how many there are. */
  private int groupMap(int height) {
    groupBits = 2 + in.take(3);
    groupMask = (1 << groupBits) - 1;
    groupWidth = blocks(width, groupBits);
    groupMap = small(in, budget, groupWidth, blocks(height, groupBits));
    int max = 0;
    for (int i = 0; i < groupMap.length; i++) {
      groupMap[i] = groupMap[i] >> 8 & 0xffff;
      max = Math.max(max, groupMap[i]);
    }
    return max + 1;
  }

  static int blocks(int side, int bits) {
    return (side + (1 << bits) - 1) >> bits;
  }

  /** Tables are made of those groups only that some block is of. */
  private void groups(int count) {
    BitSet used = new BitSet(count);
    if (groupMap.length == 0) {
      used.set(0);
    }
    for (int group : groupMap) {
      used.set(group);
    }
    budget.draw(4L * count);
    groups = new PrefixCodeGroup[count];
    int[][] lengths = new int[PrefixCodeGroup.ALPHABETS.length][];
    for (int k = 0; k < lengths.length; k++) {
      lengths[k] = new int[PrefixCodeGroup.ALPHABETS[k] + (k == 0 ? cache.length : 0)];
    }
    for (int i = 0; i < count; i++) {
      for (int[] ofCode : lengths) {
        codes.read(ofCode);
      }
      if (used.get(i)) {
        groups[i] = PrefixCodeGroup.of(lengths);
        budget.draw(groups[i].size());
      }
      in.checkEnd();
      budget.step();
    }
  }

  private void pixels(int[] argb) {
    PrefixCodeGroup group = groups[0];
    boolean jumped = true;
    int nextLook = 0;
    for (int i = 0, x = 0, y = 0; i < size; ) {
      if (i >= nextLook) {
        nextLook = i + PIXELS_A_LOOK;
        look();
      }
      if (groupMap.length > 0 && (jumped || (x & groupMask) == 0)) {
        group = groups[groupMap[(y >> groupBits) * groupWidth + (x >> groupBits)]];
      }
      int count = group.isFlat() ? fill(group, argb, i, x) : pixels(group, argb, i);
      i += count;
      x += count;
      jumped = count > 1;
      if (x >= width) {
        y += x / width;
        x %= width;
      }
    }
    in.checkEnd();
  }

  /**
   * Pixels of one colour to the end of the block's row, or of the picture if all are of one group.
   */
  private int fill(PrefixCodeGroup group, int[] argb, int at, int x) {
    int count =
        groupMap.length == 0 ? size - at : Math.min(width - x, groupMask + 1 - (x & groupMask));
    Arrays.fill(argb, at, at + count, group.ground() | group.green().only() << 8);
    remember(argb, at, 1);
    return count;
  }

  /** Decodes a pixel, or several that are repeated, and returns how many. */
  private int pixels(PrefixCodeGroup group, int[] argb, int at) {
    in.fill();
    int symbol = in.symbol(group.green());
    int count = 1;
    if (symbol < PrefixCodeGroup.LENGTHS_FROM) {
      argb[at] = literal(group, symbol);
    } else if (symbol < PrefixCodeGroup.CACHED_FROM) {
      count = copy(group, symbol - PrefixCodeGroup.LENGTHS_FROM, argb, at);
    } else {
      argb[at] = cache[symbol - PrefixCodeGroup.CACHED_FROM];
    }
    remember(argb, at, count);
    return count;
  }

  private void look() {
    in.checkEnd();
    budget.check();
  }

  private int literal(PrefixCodeGroup group, int green) {
    if (group.onlyGreenVaries()) {
      return group.ground() | green << 8;
    }
    int red = in.symbol(group.red());
    in.fill();
    int blue = in.symbol(group.blue());
    int alpha = in.symbol(group.alpha());
    return alpha << 24 | red << 16 | green << 8 | blue;
  }

  /** Repeats pixels from before, and returns how many (section 3.6.2.2). */
  private int copy(PrefixCodeGroup group, int lengthSymbol, int[] argb, int to) {
    int length = number(lengthSymbol);
    in.fill();
    int distance = Distances.pixels(number(in.symbol(group.distance())), width);
    if (distance > to || length > size - to) {
      throw new DamagedWebp("WebP repeats pixels that are not there");
    }
    if (distance >= length) {
      System.arraycopy(argb, to - distance, argb, to, length);
    } else {
      for (int i = to; i < to + length; i++) {
        argb[i] = argb[i - distance];
      }
    }
    return length;
  }

  private int number(int symbol) {
    if (symbol < 4) {
      return symbol + 1;
    }
    int extra = (symbol - 2) >> 1;
    return ((2 + (symbol & 1)) << extra) + in.take(extra) + 1;
  }

  private void remember(int[] argb, int from, int count) {
    if (cache.length == 0) {
      return;
    }
    for (int i = from; i < from + count; i++) {
      cache[(argb[i] * CACHE_HASH) >>> cacheShift] = argb[i];
    }
  }
}
