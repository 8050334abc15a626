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
          284,
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
          347,
          512,
          513,
          514,
          515,
          519,
          520,
          521,
          529,
          530,
          531,
          532);

  /** None, fax (four kinds), LZW, JPEG (old and new), deflate (two numbers) and PackBits. */
  private static final Set<Long> COMPRESSIONS =
      Set.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 32_771L, 32_773L, 32_946L);

  /** Four channels of 16 bits. */
  private static final int MOST_PIXEL_BITS = 64;

  /** LZW's longest run in a 12-bit code, and above what the others reach. */
  private static final int MOST_INFLATION = 4096;

  private static final int[] TYPE_SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

  private final byte[] data;
  private final Bytes bytes;
  private final ByteOrder order;
  private final ImageLimits limits;
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
        essence(),
        true);
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
    if (samples < 1 || samples > 8 || bits < 1 || samples * bits > MOST_PIXEL_BITS * 2) {
      throw Refusal.unsupported("TIFF has " + samples + " samples of " + bits + " bits a pixel");
    }
  }

  private void checkCompression() {
    long compression = value(COMPRESSION, 1);
    if (!COMPRESSIONS.contains(compression)) {
      throw Refusal.unsupported(
          "TIFF has the compression "
              + compression
              + ", expected none, fax, LZW, JPEG, deflate or PackBits");
    }
  }

  /** Strips or tiles: as many as the sides ask for, all inside the file, and none oversized. */
  private void checkParts(int width, int height) {
    boolean tiled = entries.containsKey(TILE_WIDTH);
    long partWidth = tiled ? value(TILE_WIDTH, 0) : width;
    long partHeight =
        tiled ? value(TILE_HEIGHT, 0) : Math.min(value(ROWS_PER_STRIP, height), height);
    limits.check(partWidth, partHeight);
    int offsets = tiled ? TILE_OFFSETS : STRIP_OFFSETS;
    int lengths = tiled ? TILE_LENGTHS : STRIP_LENGTHS;
    long parts = (width + partWidth - 1) / partWidth * ((height + partHeight - 1) / partHeight);
    if (entries.containsKey(offsets) && count(offsets) < parts) {
      throw Refusal.corrupt("TIFF has " + count(offsets) + " of " + parts + " strips or tiles");
    }
    if (entries.containsKey(lengths)) {
      checkPlausible(lengths, (long) width * height);
    }
    if (value(COMPRESSION, 1) == 7) {
      checkJpegParts(offsets, lengths, partWidth, partHeight);
    }
  }

  /** Whether the strips or tiles can hold so many pixels at their compression's best ratio. */
  private void checkPlausible(int lengths, long pixels) {
    int compression = (int) value(COMPRESSION, 1);
    if (compression >= 2 && compression <= 4) {
      return; // fax codes repeat a row of any length in a bit
    }
    long there = 0;
    for (long i = 0; i < count(lengths); i++) {
      there += element(lengths, i);
    }
    long unfolded = Math.min(there, data.length) * (compression == 1 ? 1 : MOST_INFLATION);
    if (unfolded < pixels * value(BITS, 1) * value(SAMPLES, 1) / 8) {
      throw Refusal.corrupt("TIFF ends before its pixels do");
    }
  }

  /** A JPEG inside a TIFF has a header of its own, which may claim other sides. */
  private void checkJpegParts(int offsets, int lengths, long partWidth, long partHeight) {
    for (long i = 0; i < count(offsets) && i < count(lengths); i++) {
      long at = element(offsets, i);
      long end = Math.min(at + element(lengths, i), data.length);
      for (long p = at; p + 9 < end; p++) {
        int marker = bytes.u8(p) == 0xff ? bytes.u8(p + 1) : 0;
        if (marker == 0xda) {
          break;
        }
        boolean frame = marker >= 0xc0 && marker <= 0xc2;
        Bytes jpeg = bytes.window(p, end - p, ByteOrder.BIG_ENDIAN);
        if (frame && (jpeg.u16(7) > partWidth + 16 || jpeg.u16(5) > partHeight + 16)) {
          throw Refusal.corrupt("TIFF holds a JPEG larger than its strip or tile");
        }
      }
    }
  }

  private byte[] profile() {
    if (!entries.containsKey(PROFILE) || !bytes.has(valuesAt(PROFILE), size(PROFILE))) {
      return null;
    }
    return bytes.copy(valuesAt(PROFILE), size(PROFILE));
  }

  /** The same bytes, with a new directory at their end that holds the needed tags only. */
  private byte[] essence() {
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
