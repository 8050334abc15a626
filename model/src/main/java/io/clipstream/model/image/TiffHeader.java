package io.clipstream.model.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads a TIFF's first image file directory (TIFF 6.0, section 2) and counts the others. */
final class TiffHeader {
  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int BITS = 258;
  private static final int COMPRESSION = 259;
  private static final int STRIP_OFFSETS = 273;
  private static final int ORIENTATION = 274;
  private static final int SAMPLES = 277;
  private static final int ROWS_PER_STRIP = 278;
  private static final int STRIP_LENGTHS = 279;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_HEIGHT = 323;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_LENGTHS = 325;
  private static final int PROFILE = 34675;
  private static final int PLANAR = 284;
  private static final int JPEG_TABLES = 347;

  /** The tags a reader needs for pixels; it does not get to see any other. */
  private static final Set<Integer> NEEDED =
      Set.of(
          WIDTH,
          HEIGHT,
          BITS,
          COMPRESSION,
          262,
          266,
          STRIP_OFFSETS,
          SAMPLES,
          ROWS_PER_STRIP,
          STRIP_LENGTHS,
          PLANAR,
          292,
          293,
          317,
          320,
          TILE_WIDTH,
          TILE_HEIGHT,
          TILE_OFFSETS,
          TILE_LENGTHS,
          332,
          338,
          339,
          JPEG_TABLES,
          529,
          530,
          531,
          532);

  /** None, fax (four kinds), LZW, JPEG, deflate (two numbers) and PackBits. */
  private static final Set<Long> COMPRESSIONS =
      Set.of(1L, 2L, 3L, 4L, 5L, 7L, 8L, 32_771L, 32_773L, 32_946L);

  private static final long JPEG = 7;

  /** Its pointers into a JPEG's middle cannot be held against anything (TIFF Technical Note 2). */
  private static final long OLD_JPEG = 6;

  /** Four channels of 16 bits. */
  private static final int MOST_PIXEL_BITS = 64;

  /** Eight channels of whatever depth. */
  private static final int MOST_SAMPLES = 8;

  private static final int WORKING_BYTES = 1 << 20;

  private static final int[] TYPE_SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

  private final byte[] data;
  private final Bytes bytes;
  private final ByteOrder order;
  private final ImageLimits limits;
  private long partBytes; // of memory that reading strips or tiles takes
  private final Map<Integer, Long> entries = new TreeMap<>(); // tag to the offset of its entry

  private TiffHeader(byte[] data, ImageLimits limits) {
    this.data = data;
    this.order = data[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    this.bytes = Bytes.of(data, order);
    this.limits = limits;
  }

  static ImageHeader read(byte[] data, ImageLimits limits) {
    return new TiffHeader(data, limits).read();
  }

  private ImageHeader read() {
    directory(bytes.u32(4));
    long claimedWidth = value(WIDTH, 0);
    long claimedHeight = value(HEIGHT, 0);
    limits.check(claimedWidth, claimedHeight);
    countPages();
    int width = (int) claimedWidth;
    int height = (int) claimedHeight;
    checkDepth();
    checkCompression();
    checkParts(width, height);
    return new ImageHeader(
        ImageFormat.TIFF,
        width,
        height,
        ImageHeader.Frame.whole(width, height),
        (int) value(ORIENTATION, 1),
        profile(),
        minimalFile(),
        true,
        copies() * claimedWidth * claimedHeight * pixelBits() / 8 + partBytes + WORKING_BYTES);
  }

  private void directory(long at) {
    int count = bytes.u16(at);
    for (int i = 0; i < count; i++) {
      long entry = at + 2 + 12L * i;
      bytes.require(entry, 12);
      entries.putIfAbsent(bytes.u16(entry), entry);
    }
    for (int tag : NEEDED) {
      if (entries.containsKey(tag)) {
        bytes.require(valuesAt(tag), size(tag));
      }
    }
  }

  private void countPages() {
    Set<Long> seen = new HashSet<>();
    long at = bytes.u32(4);
    while (at != 0 && bytes.has(at, 2) && seen.add(at)) {
      limits.checkFrames(seen.size());
      long next = at + 2 + 12L * bytes.u16(at);
      at = bytes.has(next, 4) ? bytes.u32(next) : 0;
    }
  }

  private void checkDepth() {
    long samples = value(SAMPLES, 1);
    long bits = value(BITS, 1);
    if (samples < 1 || samples > MOST_SAMPLES || bits < 1 || samples * bits > 2 * MOST_PIXEL_BITS) {
      throw Refusal.unsupported("TIFF has " + samples + " samples of " + bits + " bits a pixel");
    }
    for (long i = 1; entries.containsKey(BITS) && i < Math.min(samples, count(BITS)); i++) {
      if (element(BITS, i) != bits) {
        throw Refusal.unsupported("TIFF has samples of different depths");
      }
    }
    if (isFax() && samples * bits != 1) {
      throw Refusal.corrupt("TIFF has fax codes of " + samples * bits + " bits a pixel");
    }
  }

  /** As they lie in memory: of one bit and of whole bytes. */
  private long pixelBits() {
    long bits = value(BITS, 1);
    long stored = bits == 1 ? 1 : (bits + 7) / 8 * 8;
    return value(SAMPLES, 1) * stored;
  }

  /** Samples that lie side by side are put in another order, by way of a copy. */
  private int copies() {
    boolean jpeg = value(COMPRESSION, 1) == JPEG; // charges its own
    return value(SAMPLES, 1) == 1 || value(PLANAR, 1) == 2 || jpeg ? 1 : 2;
  }

  private boolean isFax() {
    long compression = value(COMPRESSION, 1);
    return (compression >= 2 && compression <= 4) || compression == 32_771;
  }

  private void checkCompression() {
    long compression = value(COMPRESSION, 1);
    if (compression == OLD_JPEG) {
      throw Refusal.unsupported("TIFF holds a JPEG the old way (compression 6), expected 7");
    }
    if (!COMPRESSIONS.contains(compression)) {
      throw Refusal.unsupported(
          "TIFF has the compression "
              + compression
              + ", expected none, fax, LZW, JPEG, deflate or PackBits");
    }
  }

  /** The strips or tiles are judged by a class of their own. */
  private void checkParts(int width, int height) {
    boolean tiled = entries.containsKey(TILE_WIDTH);
    long partWidth = tiled ? value(TILE_WIDTH, 0) : width;
    long partHeight =
        tiled ? value(TILE_HEIGHT, 0) : Math.min(value(ROWS_PER_STRIP, height), height);
    limits.check(partWidth, partHeight);
    int offsets = tiled ? TILE_OFFSETS : STRIP_OFFSETS;
    int lengths = tiled ? TILE_LENGTHS : STRIP_LENGTHS;
    long planes = value(PLANAR, 1) == 2 ? value(SAMPLES, 1) : 1;
    long expected =
        planes * ((width + partWidth - 1) / partWidth) * ((height + partHeight - 1) / partHeight);
    checkCount(offsets, expected);
    checkCount(lengths, expected);
    TiffParts parts = new TiffParts(data, limits, (int) partWidth, (int) partHeight, tables());
    for (int i = 0; i < expected; i++) {
      boolean bounded = entries.containsKey(lengths);
      parts.add(element(offsets, i), bounded ? element(lengths, i) : data.length);
    }
    long bits = value(SAMPLES, 1) * value(BITS, 1);
    parts.check((long) width * height, bits, value(COMPRESSION, 1), planes);
    partBytes = parts.readerBytes();
  }

  /** More are walked by readers as well, and cost time for nothing. */
  private void checkCount(int tag, long expected) {
    boolean mayLack = tag == STRIP_LENGTHS && expected == 1;
    if (!entries.containsKey(tag) ? !mayLack : count(tag) != expected) {
      long there = entries.containsKey(tag) ? count(tag) : 0;
      throw Refusal.corrupt(
          "TIFF has " + there + " entries of strips or tiles, expected " + expected);
    }
  }

  private int tables() {
    return entries.containsKey(JPEG_TABLES)
        ? (int) Math.min(Integer.MAX_VALUE, size(JPEG_TABLES))
        : 0;
  }

  private byte[] profile() {
    if (!entries.containsKey(PROFILE)
        || size(PROFILE) > IccProfile.MOST_BYTES
        || !bytes.has(valuesAt(PROFILE), size(PROFILE))) {
      return null;
    }
    return bytes.copy(valuesAt(PROFILE), size(PROFILE));
  }

  /** The same bytes, with a new directory at their end that holds the needed tags only. */
  private byte[] minimalFile() {
    entries.keySet().retainAll(NEEDED);
    int at = data.length + (data.length & 1);
    int size = at + 2 + 12 * entries.size() + 4;
    ByteBuffer out = ByteBuffer.wrap(Arrays.copyOf(data, size)).order(order);
    out.putInt(4, at).position(at);
    out.putShort((short) entries.size());
    entries.values().forEach(entry -> out.put(data, entry.intValue(), 12));
    out.putInt(0);
    return out.array();
  }

  private int type(int tag) {
    int type = bytes.u16(entries.get(tag) + 2);
    if (type < 1 || type >= TYPE_SIZES.length) {
      throw Refusal.corrupt("TIFF tag " + tag + " has type " + type);
    }
    return type;
  }

  private long count(int tag) {
    return bytes.u32(entries.get(tag) + 4);
  }

  private long size(int tag) {
    return count(tag) * TYPE_SIZES[type(tag)];
  }

  private long valuesAt(int tag) {
    long entry = entries.get(tag);
    return size(tag) <= 4 ? entry + 8 : bytes.u32(entry + 8);
  }

  private long value(int tag, long otherwise) {
    return entries.containsKey(tag) ? element(tag, 0) : otherwise;
  }

  private long element(int tag, long index) {
    if (index >= count(tag)) {
      throw Refusal.corrupt("TIFF tag " + tag + " is empty");
    }
    int width = TYPE_SIZES[type(tag)];
    long at = valuesAt(tag) + index * width;
    return switch (width) {
      case 1 -> bytes.u8(at);
      case 2 -> bytes.u16(at);
      default -> bytes.u32(at);
    };
  }
}
