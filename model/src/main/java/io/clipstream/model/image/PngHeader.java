package io.clipstream.model.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Walks a PNG's chunks (W3C PNG, third edition) without inflating its pixels. */
final class PngHeader {
  /** Those that are of use take a few kB, tables of printers a few hundred. */
  private static final int MOST_PROFILE_BYTES = 1 << 20;

  /** What inflating takes, and small things. */
  private static final int WORKING_BYTES = 1 << 18;

  /** Deflate's best ratio. */
  private static final int MOST_INFLATION = 1032;

  private final byte[] data;
  private final Bytes bytes;
  private final ImageLimits limits;
  private final List<int[]> kept = new ArrayList<>(); // offset and length of whole chunks
  private final List<int[]> pixels = new ArrayList<>(); // offset and length of IDAT contents
  private int width;
  private int height;
  private long rowBits;
  private boolean palette;
  private int orientation = 1;
  private byte[] profile;
  private final Set<String> seen = new HashSet<>();

  private PngHeader(byte[] data, ImageLimits limits) {
    this.data = data;
    this.bytes = Bytes.of(data, ByteOrder.BIG_ENDIAN);
    this.limits = limits;
  }

  static ImageHeader read(byte[] data, ImageLimits limits) {
    PngHeader header = new PngHeader(data, limits);
    header.walk();
    return new ImageHeader(
        ImageFormat.PNG,
        header.width,
        header.height,
        ImageHeader.Frame.whole(header.width, header.height),
        header.orientation,
        header.profile,
        header.minimalFile(),
        true,
        4 * (header.rowBits / 8) + WORKING_BYTES);
  }

  private void walk() {
    if (!bytes.starts(12, "IHDR")) {
      throw Refusal.corrupt("PNG does not start with its header chunk");
    }
    header();
    long at = 8;
    while (bytes.has(at, 8)) {
      String name = bytes.name(at + 4);
      long length = bytes.u32(at);
      if (name.equals("IEND")) {
        break;
      }
      if (!bytes.has(at + 8, length + 4)) {
        if (pixels.isEmpty() && !name.equals("IDAT")) {
          throw Refusal.corrupt("PNG ends inside chunk " + printable(name));
        }
        break;
      }
      chunk(name, (int) at, (int) length);
      at += 12 + length;
    }
    checkPixels();
  }

  private void chunk(String name, int at, int length) {
    switch (name) {
      case "IHDR", "PLTE", "tRNS" -> {
        checkSum(name, at, length);
        if (seen.add(name)) {
          kept.add(new int[] {at, length + 12});
        }
        palette |= name.equals("PLTE");
      }
      case "IDAT" -> {
        checkSum(name, at, length);
        pixels.add(new int[] {at + 8, length});
      }
      case "acTL" -> limits.checkFrames(length >= 4 ? bytes.u32(at + 8L) : 0);
      case "eXIf" -> {
        if (seen.add(name)) {
          orientation = Exif.orientation(bytes.window(at + 8L, length, ByteOrder.BIG_ENDIAN));
        }
      }
      case "iCCP" -> {
        if (seen.add(name)) { // inflating costs: the first counts, as the format allows no other
          profile = profile(at + 8, length);
        }
      }
      default -> {
        if (name.charAt(0) < 'a') {
          throw Refusal.corrupt("PNG has an unknown critical chunk " + printable(name));
        }
      }
    }
  }

  private void header() {
    limits.check(bytes.u32(16), bytes.u32(20));
    width = bytes.i32(16);
    height = bytes.i32(20);
    int depth = bytes.u8(24);
    int colour = bytes.u8(25);
    int samples =
        switch (colour) {
          case 0, 3 -> 1;
          case 2 -> 3;
          case 4 -> 2;
          case 6 -> 4;
          default -> throw Refusal.corrupt("PNG has colour type " + colour);
        };
    boolean fits = depth == 8 || (depth == 16 && colour != 3) || (depth < 8 && samples == 1);
    if (!fits || Integer.bitCount(depth) != 1 || depth > 16) {
      throw Refusal.corrupt("PNG has " + depth + " bits a sample with colour type " + colour);
    }
    if (bytes.u32(8) != 13 || bytes.u8(26) != 0 || bytes.u8(27) != 0 || bytes.u8(28) > 1) {
      throw Refusal.corrupt("PNG header has unknown methods");
    }
    rowBits = (long) width * depth * samples;
    palette = colour != 3; // true once there is nothing to wait for
  }

  private void checkPixels() {
    long compressed = pixels.stream().mapToLong(part -> part[1]).sum();
    if (compressed == 0) {
      throw Refusal.corrupt("PNG has no pixels");
    }
    if (!palette) {
      throw Refusal.corrupt("PNG has no palette");
    }
    if ((rowBits + 7) / 8 * height > compressed * MOST_INFLATION) {
      throw Refusal.corrupt(
          "PNG claims " + width + " x " + height + " pixels in " + compressed + " bytes");
    }
  }

  private void checkSum(String name, int at, int length) {
    CRC32 sum = new CRC32();
    sum.update(data, at + 4, length + 4);
    if ((int) sum.getValue() != bytes.i32(at + 8L + length)) {
      throw Refusal.corrupt("PNG chunk " + printable(name) + " has a wrong checksum");
    }
  }

  private byte[] profile(int at, int length) {
    int text = 0;
    while (text < length && bytes.u8(at + text) != 0) {
      text++;
    }
    int skip = text + 2;
    return skip >= length ? null : inflate(at + skip, length - skip);
  }

  /** Inflates a profile; null where it is damaged or beyond any sensible size. */
  private byte[] inflate(int at, int length) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(data, at, length);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      while (!inflater.finished() && out.size() < MOST_PROFILE_BYTES) {
        int count = inflater.inflate(buffer);
        if (count == 0) {
          return null;
        }
        out.write(buffer, 0, count);
      }
      return inflater.finished() ? out.toByteArray() : null;
    } catch (DataFormatException damaged) {
      return null;
    } finally {
      inflater.end();
    }
  }

  private byte[] minimalFile() {
    int compressed = pixels.stream().mapToInt(part -> part[1]).sum();
    int chunks = kept.stream().mapToInt(part -> part[1]).sum();
    ByteBuffer out = ByteBuffer.allocate(8 + chunks + 12 + compressed + 12);
    out.put(data, 0, 8);
    kept.forEach(part -> out.put(data, part[0], part[1]));
    out.putInt(compressed).put("IDAT".getBytes(StandardCharsets.US_ASCII));
    pixels.forEach(part -> out.put(data, part[0], part[1]));
    out.putInt(0); // the reader does not look at checksums; they were checked above
    out.putInt(0).put("IEND".getBytes(StandardCharsets.US_ASCII)).putInt(0xae426082);
    return out.array();
  }

  private static String printable(String name) {
    return name.replaceAll("[^A-Za-z]", "?");
  }
}
