package io.clipstream.model.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Walks a JPEG's marker segments (ITU-T T.81, annex B) without decoding anything. */
final class JpegHeader {
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

  /** What a decoder that cannot be stopped goes through in a second, even of 32 MiB of noise. */
  private static final long MOST_QUICK_BLOCKS = 5_000_000;

  private static final int WORKING_BYTES = 1 << 18;

  private final byte[] data;
  private final Bytes bytes;
  private final ImageLimits limits;
  private final JpegPixelData pixelData;
  private final List<int[]> profileParts = new ArrayList<>();
  private int profileBytes;
  private JpegFrame frame;
  private int orientation = 1;
  private int scans;
  private long scannedBlocks;
  private boolean ended;

  private JpegHeader(byte[] data, ImageLimits limits) {
    this.data = data;
    this.bytes = Bytes.of(data, ByteOrder.BIG_ENDIAN);
    this.limits = limits;
    this.pixelData = new JpegPixelData(data, bytes);
  }

  static ImageHeader read(byte[] data, ImageLimits limits) {
    JpegHeader header = new JpegHeader(data, limits);
    header.walk();
    return header.whole();
  }

  private ImageHeader whole() {
    return new ImageHeader(
        ImageFormat.JPEG,
        frame.width(),
        frame.height(),
        ImageHeader.Frame.whole(frame.width(), frame.height()),
        orientation,
        frame.components() == 4 ? null : profile(),
        pixelData.file(frame),
        ended,
        frame.sampleBytes() + WORKING_BYTES,
        coefficientBytes(),
        scans * frame.blocks(),
        frame.isHuffmanCoded() && frame.components() != 4 && scannedBlocks <= MOST_QUICK_BLOCKS);
  }

  /**
   * Holds a JPEG that lies in another format's file against the limits.
   *
   * @return its sides and what it costs
   */
  static Embedded embedded(byte[] data, ImageLimits limits) {
    JpegHeader header = new JpegHeader(data, limits);
    header.walk();
    JpegFrame frame = header.frame;
    return new Embedded(
        frame.width(),
        frame.height(),
        (long) frame.width() * frame.height() * header.scans,
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
    if (frame == null || scans == 0) {
      throw Refusal.corrupt("JPEG has no " + (frame == null ? "frame header" : "scan"));
    }
    checkPlausible();
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
      case DHT, DQT, DRI, DAC -> pixelData.keep(at, length);
      case SOS -> {
        return scan(at, length);
      }
      case APP0 -> pixelData.jfif(at);
      case APP1 -> exif(at, length);
      case APP2 -> profilePart(at, length);
      case APP14 -> pixelData.adobe(at, length);
      default -> frame(marker, at, length);
    }
    return at + length;
  }

  private void frame(int marker, int at, int length) {
    if (!JpegFrame.isMarker(marker)) {
      return;
    }
    if (frame != null) {
      throw Refusal.corrupt("JPEG has two frame headers");
    }
    frame = JpegFrame.read(bytes, at, length, marker, limits);
    pixelData.keep(at, length);
  }

  /** Of what comes in several scans. */
  private long coefficientBytes() {
    return frame.isProgressive() || scans > 1 ? frame.coefficientBytes() : 0;
  }

  /** Keeps a scan's header with its entropy-coded data and returns where those end. */
  private int scan(int at, int length) {
    if (frame == null) {
      throw Refusal.corrupt("JPEG has a scan before its frame header");
    }
    scans++;
    scannedBlocks += scannedBlocks(at, length);
    if (scans > MOST_SCANS || scannedBlocks > MOST_SCANNED_BLOCKS) {
      throw Refusal.tooLarge(
          "JPEG of " + frame.width() + " x " + frame.height() + " has " + scans + " or more scans");
    }
    int end = nextMarker(at + length);
    while (end >= 0 && (data[end] & 0xf8) == RST0) {
      end = nextMarker(end + 1);
    }
    end = end < 0 ? data.length : end - 1;
    pixelData.keep(at, end - at);
    return end;
  }

  /** The blocks of the components that a scan names; one that it does not know it does not scan. */
  private long scannedBlocks(int at, int length) {
    long blocks = 0;
    int named = Math.min(bytes.u8(at + 2L), (length - 3) / 2);
    for (int k = 0; k < named; k++) {
      for (int i = 0; i < frame.components(); i++) {
        if (bytes.u8(at + 3L + 2 * k) == frame.id(i)) {
          blocks += frame.blocks(i);
        }
      }
    }
    return blocks;
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

  /** A block takes at least a bit of Huffman code in its first scan, and two if sequential. */
  private void checkPlausible() {
    if (frame.isHuffmanCoded() && frame.blocks() > 8L * data.length) {
      throw Refusal.corrupt(
          "JPEG claims "
              + frame.width()
              + " x "
              + frame.height()
              + " pixels in "
              + data.length
              + " bytes");
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
}
