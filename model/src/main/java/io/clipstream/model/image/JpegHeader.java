package io.clipstream.model.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Walks a JPEG's marker segments (ITU-T T.81, annex B) without decoding anything. */
final class JpegHeader {
  private static final int SOF0 = 0xc0;
  private static final int DHT = 0xc4;
  private static final int DAC = 0xcc;
  private static final int RST0 = 0xd0;
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int DQT = 0xdb;
  private static final int DRI = 0xdd;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP2 = 0xe2;
  private static final int APP14 = 0xee;

  /** A scan costs time for every block, however few bytes it has. */
  private static final int MOST_SCANS = 100;

  /**
   * Libraries' progressive pictures of 50 million pixels, chroma halved, go through 6.3 million.
   */
  private static final long MOST_SCANNED_BLOCKS = 10_000_000;

  /** Tables may be set anew for each scan; more of them cost time and say nothing. */
  private static final int MOST_SEGMENTS = 2_000;

  private static final int BLOCK = 64;
  private static final int WORKING_BYTES = 1 << 18;

  private final byte[] data;
  private final Bytes bytes;
  private final ImageLimits limits;
  private final List<int[]> kept =
      new ArrayList<>(); // offset and length of segments for the essence
  private final List<int[]> profileParts = new ArrayList<>();
  private int profileBytes;
  private int frameAt = -1;
  private int frameType;
  private int width;
  private int height;
  private int components;
  private int adobe = -1;
  private boolean jfif;
  private int orientation = 1;
  private int scans;
  private long scannedBlocks;
  private boolean ended;

  private JpegHeader(byte[] data, ImageLimits limits) {
    this.data = data;
    this.bytes = Bytes.of(data, ByteOrder.BIG_ENDIAN);
    this.limits = limits;
  }

  static ImageHeader read(byte[] data, ImageLimits limits) {
    JpegHeader header = new JpegHeader(data, limits);
    header.walk();
    header.checkPlausible();
    return new ImageHeader(
        ImageFormat.JPEG,
        header.width,
        header.height,
        ImageHeader.Frame.whole(header.width, header.height),
        header.orientation,
        header.components == 4 ? null : header.profile(),
        header.essence(),
        header.ended,
        header.samples() + WORKING_BYTES,
        header.coefficientBytes());
  }

  /**
   * Holds a JPEG that lies in another format's file against the limits.
   *
   * @return its sides and what it costs
   */
  static Embedded embedded(byte[] data, ImageLimits limits) {
    JpegHeader header = new JpegHeader(data, limits);
    header.walk();
    header.checkPlausible();
    return new Embedded(
        header.width,
        header.height,
        (long) header.width * header.height * header.scans,
        header.coefficientBytes());
  }

  /**
   * A JPEG in another format's file.
   *
   * @param scannedPixels its pixels once for each scan: readers bring out all of them after each
   */
  record Embedded(int width, int height, long scannedPixels, long coefficientBytes) {}

  private void walk() {
    int at = 2;
    while (!ended && (at = nextMarker(at)) >= 0) {
      int marker = bytes.u8(at);
      at++;
      if (marker == EOI) {
        ended = true;
      } else if (marker != SOI && marker != 0x01 && (marker & 0xf8) != RST0) {
        at = segment(marker, at);
      }
    }
    if (frameAt < 0 || scans == 0) {
      throw Refusal.corrupt("JPEG has no " + (frameAt < 0 ? "frame header" : "scan"));
    }
  }

  /** The offset of the next marker's code from {@code at} on, over stuffing and garbage; or -1. */
  private int nextMarker(int at) {
    for (int i = at; i + 1 < data.length; i++) {
      if (data[i] == (byte) 0xff && data[i + 1] != 0 && data[i + 1] != (byte) 0xff) {
        return i + 1;
      }
    }
    return -1;
  }

  /** Notes the segment whose length field is at {@code at} and returns where it ends. */
  private int segment(int marker, int at) {
    if (scans > 0 && !bytes.has(at, 2)) {
      return data.length;
    }
    int length = bytes.u16(at);
    if (length < 2) {
      throw Refusal.corrupt("JPEG segment at byte " + at + " has length " + length);
    }
    if (!bytes.has(at, length)) {
      if (scans > 0) {
        return data.length; // ends inside a later segment: the decoder decides what is there
      }
      throw Refusal.corrupt("JPEG ends inside its headers");
    }
    switch (marker) {
      case DHT, DQT, DRI, DAC -> keep(at, length);
      case SOS -> {
        return scan(at, length);
      }
      case APP0 -> jfif |= bytes.starts(at + 2, "JFIF\0");
      case APP1 -> exif(at, length);
      case APP2 -> profilePart(at, length);
      case APP14 -> adobe(at, length);
      default -> frame(marker, at, length);
    }
    return at + length;
  }

  private void keep(int at, int length) {
    if (kept.size() >= MOST_SEGMENTS) {
      throw Refusal.tooLarge(
          "JPEG has more than " + MOST_SEGMENTS + " segments of tables and scans");
    }
    kept.add(new int[] {at - 2, length + 2});
  }

  /** As they are read; inks are converted on the way. */
  private long samples() {
    return (long) width * height * (components == 4 ? 8 : components);
  }

  /** Of what comes in several scans. */
  private long coefficientBytes() {
    boolean several = frameType == 0xc2 || scans > 1;
    return several ? 2L * BLOCK * frameBlocks() : 0;
  }

  private long frameBlocks() {
    long blocks = 0;
    for (int i = 0; i < components; i++) {
      blocks += componentBlocks(i);
    }
    return blocks;
  }

  /** The blocks of the frame's component {@code index}, padded to whole units. */
  private long componentBlocks(int index) {
    int across = 1;
    int down = 1;
    for (int i = 0; i < components; i++) {
      across = Math.max(across, factor(i) >> 4);
      down = Math.max(down, factor(i) & 15);
    }
    long units = (width + 8L * across - 1) / (8 * across) * ((height + 8L * down - 1) / (8 * down));
    return units * (factor(index) >> 4) * (factor(index) & 15);
  }

  private int factor(int index) {
    return bytes.u8(frameAt + 9L + 3 * index);
  }

  private void frame(int marker, int at, int length) {
    if (marker < SOF0 || marker > 0xcf || marker == 0xc8) {
      return;
    }
    if (frameAt >= 0) {
      throw Refusal.corrupt("JPEG has two frame headers");
    }
    if (marker > 0xc2 && marker != 0xc9 && marker != 0xca) {
      throw Refusal.unsupported("JPEG is lossless or hierarchical (SOF" + (marker - SOF0) + ")");
    }
    int precision = bytes.u8(at + 2L);
    limits.check(bytes.u16(at + 5L), bytes.u16(at + 3L));
    if (precision != 8) {
      throw Refusal.unsupported("JPEG has " + precision + " bits a sample, expected 8");
    }
    height = bytes.u16(at + 3L);
    width = bytes.u16(at + 5L);
    components = bytes.u8(at + 7L);
    if (length != 8 + 3 * components) {
      throw Refusal.corrupt(
          "JPEG frame header of " + components + " components is " + length + " long");
    }
    if (components != 1 && components != 3 && components != 4) {
      throw Refusal.unsupported("JPEG has " + components + " components, expected 1, 3 or 4");
    }
    frameAt = at;
    frameType = marker;
    checkFactors();
    keep(at, length);
  }

  /** Keeps a scan's header with its entropy-coded data and returns where those end. */
  private int scan(int at, int length) {
    if (frameAt < 0) {
      throw Refusal.corrupt("JPEG has a scan before its frame header");
    }
    scans++;
    scannedBlocks += scannedBlocks(at, length);
    if (scans > MOST_SCANS || scannedBlocks > MOST_SCANNED_BLOCKS) {
      throw Refusal.tooLarge(
          "JPEG of " + width + " x " + height + " has " + scans + " or more scans");
    }
    int end = nextMarker(at + length);
    while (end >= 0 && (data[end] & 0xf8) == RST0) {
      end = nextMarker(end + 1);
    }
    end = end < 0 ? data.length : end - 1;
    keep(at, end - at);
    return end;
  }

  /** The blocks of the components that a scan names; one that it does not know it does not scan. */
  private long scannedBlocks(int at, int length) {
    long blocks = 0;
    int named = Math.min(bytes.u8(at + 2L), (length - 3) / 2);
    for (int k = 0; k < named; k++) {
      for (int i = 0; i < components; i++) {
        if (bytes.u8(at + 3L + 2 * k) == bytes.u8(frameAt + 8L + 3 * i)) {
          blocks += componentBlocks(i);
        }
      }
    }
    return blocks;
  }

  private void checkFactors() {
    for (int i = 0; i < components; i++) {
      int across = factor(i) >> 4;
      int down = factor(i) & 15;
      if (across < 1 || across > 4 || down < 1 || down > 4) {
        throw Refusal.corrupt("JPEG is subsampled by " + across + " x " + down);
      }
    }
  }

  private void exif(int at, int length) {
    if (orientation == 1 && bytes.starts(at + 2, "Exif\0\0")) {
      orientation = Exif.orientation(bytes.window(at + 2L, length - 2L, ByteOrder.BIG_ENDIAN));
    }
  }

  private void profilePart(int at, int length) {
    if (length > 16 && bytes.starts(at + 2, "ICC_PROFILE\0")) {
      profileBytes += length - 16;
      if (profileBytes <= IccProfile.MOST_BYTES) {
        profileParts.add(new int[] {at, length});
      }
    }
  }

  private void adobe(int at, int length) {
    if (length >= 14 && bytes.starts(at + 2, "Adobe")) {
      adobe = bytes.u8(at + 13L);
    }
  }

  /** A block takes at least a bit of Huffman code in its first scan, and two if sequential. */
  private void checkPlausible() {
    if (frameType <= 0xc2 && frameBlocks() > 8L * data.length) {
      throw Refusal.corrupt(
          "JPEG claims " + width + " x " + height + " pixels in " + data.length + " bytes");
    }
  }

  /** The ICC profile, put together from its parts in order (ICC.1, annex B.4); or null. */
  private byte[] profile() {
    if (profileParts.isEmpty() || profileBytes > IccProfile.MOST_BYTES) {
      return null;
    }
    profileParts.sort((a, b) -> bytes.u8(a[0] + 14L) - bytes.u8(b[0] + 14L));
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    profileParts.forEach(part -> whole.write(data, part[0] + 16, part[1] - 16));
    return whole.toByteArray();
  }

  private byte[] essence() {
    int size = 64 + kept.stream().mapToInt(part -> part[1]).sum();
    ByteArrayOutputStream out = new ByteArrayOutputStream(size);
    write(out, 0xff, SOI);
    if (components == 3) {
      adobeSegment(out, isYcc() ? 1 : 0);
    } else if (components == 4) {
      if (adobe >= 0) {
        adobeSegment(out, adobe);
      }
    }
    kept.forEach(part -> out.write(data, part[0], part[1]));
    write(out, 0xff, EOI);
    return out.toByteArray();
  }

  /** Which of the two colour models three components are: the rules of the reference library. */
  private boolean isYcc() {
    if (jfif) {
      return true;
    }
    if (adobe >= 0) {
      return adobe != 0;
    }
    return !(bytes.u8(frameAt + 8L) == 'R'
        && bytes.u8(frameAt + 11L) == 'G'
        && bytes.u8(frameAt + 14L) == 'B');
  }

  private static void adobeSegment(ByteArrayOutputStream out, int transform) {
    write(out, 0xff, APP14, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, transform);
  }

  private static void write(ByteArrayOutputStream out, int... values) {
    for (int value : values) {
      out.write(value);
    }
  }
}
