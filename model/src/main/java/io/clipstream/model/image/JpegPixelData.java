package io.clipstream.model.image;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a JPEG its pixels need: tables, frame and scans, and a marker that settles what colours
 * its components are.
 */
final class JpegPixelData {
  /** Tables may be set anew for each scan; more of them cost time and say nothing. */
  private static final int MOST_SEGMENTS = 2_000;

  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int APP14 = 0xee;

  private final byte[] data;
  private final Bytes bytes;
  private final List<int[]> kept = new ArrayList<>(); // offset and length of segments
  private int adobe = -1;
  private boolean jfif;

  JpegPixelData(byte[] data, Bytes bytes) {
    this.data = data;
    this.bytes = bytes;
  }

  /** Takes in a segment whose length field is at {@code at}, with what follows it. */
  void keep(int at, int length) {
    if (kept.size() >= MOST_SEGMENTS) {
      throw Refusal.tooLarge(
          "JPEG has more than " + MOST_SEGMENTS + " segments of tables and scans");
    }
    kept.add(new int[] {at - 2, length + 2});
  }

  /** An APP0 segment. */
  void jfif(int at) {
    jfif |= bytes.starts(at + 2, "JFIF\0");
  }

  /** An APP14 segment. */
  void adobe(int at, int length) {
    if (length >= 14 && bytes.starts(at + 2, "Adobe")) {
      adobe = bytes.u8(at + 13L);
    }
  }

  /** The file. */
  byte[] file(JpegFrame frame) {
    int size = 64 + kept.stream().mapToInt(part -> part[1]).sum();
    ByteArrayOutputStream out = new ByteArrayOutputStream(size);
    write(out, 0xff, SOI);
    if (frame.components() == 3) {
      adobeSegment(out, isYcc(frame) ? 1 : 0);
    } else if (frame.components() == 4 && adobe >= 0) {
      adobeSegment(out, adobe);
    }
    kept.forEach(part -> out.write(data, part[0], part[1]));
    write(out, 0xff, EOI);
    return out.toByteArray();
  }

  /** Which of the two colour models three components are: the rules of the reference library. */
  private boolean isYcc(JpegFrame frame) {
    if (jfif) {
      return true;
    }
    if (adobe >= 0) {
      return adobe != 0;
    }
    return !(frame.id(0) == 'R' && frame.id(1) == 'G' && frame.id(2) == 'B');
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
