package io.clipstream.model.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The strips or tiles of a TIFF: whether they can be what they say, at what they may cost. */
final class TiffParts {
  /** Tiles cover the picture with little over; small pictures may lie in one of any usual size. */
  private static final int MOST_COVERING = 4;

  private static final long FREE_PIXELS = 1 << 20;

  /** Each takes some microseconds, a JPEG's reader tens of them. */
  private static final int MOST_PARTS = 1 << 16;

  private static final int MOST_JPEGS = 1 << 12;
  private static final int MOST_TABLES = 1 << 13; // bytes, read again for every part

  /** Enough for three scans of the largest picture; no clock can be looked at in between. */
  private static final long MOST_SCANNED_PIXELS = 150_000_000;

  /** What a part leaves behind: streams, and for a JPEG a reader of its own. */
  private static final long PART_BYTES = 18 << 10;

  private static final long JPEG_PART_BYTES = 256 << 10;

  /** Each pixel of a JPEG inside is copied once for each scan. */
  private static final int SCANNED_PIXEL_BYTES = 3;

  private static final int JPEG = 7;

  /** A JPEG's sides may be those of whole units. */
  private static final int UNIT = 16;

  private final byte[] data;
  private final ImageLimits limits;
  private final int width;
  private final int height;
  private final int tables;
  private final List<long[]> parts = new ArrayList<>(); // offset and end
  private long coefficientBytes; // of the largest JPEG
  private long jpegBytes;

  /**
   * @param width of a part, in pixels
   * @param height of a part, in pixels
   * @param tables length of the tables that all its JPEGs share
   */
  TiffParts(byte[] data, ImageLimits limits, int width, int height, int tables) {
    this.data = data;
    this.limits = limits;
    this.width = width;
    this.height = height;
    this.tables = tables;
  }

  void add(long offset, long length) {
    if (parts.size() >= MOST_PARTS) {
      throw Refusal.tooLarge("TIFF has more than " + MOST_PARTS + " strips or tiles");
    }
    parts.add(new long[] {offset, Math.min(data.length, offset + length)});
  }

  /** Bytes of memory that reading takes besides the picture. */
  long readerBytes() {
    return PART_BYTES * parts.size() + coefficientBytes + jpegBytes;
  }

  /**
   * Refuses parts that overlap, end before their pixels do, or cost too much.
   *
   * @param bits of a pixel, of all planes together
   */
  void check(long pixels, long bits, long compression, long planes) {
    long covered = (long) parts.size() / planes * width * height;
    if (covered > FREE_PIXELS + MOST_COVERING * pixels) {
      throw Refusal.corrupt("TIFF has tiles much larger than its picture");
    }
    checkDistinct();
    if (compression == JPEG) {
      checkJpegs();
    } else if (bytes() * inflation(compression) < pixels * bits / 8) {
      throw Refusal.corrupt("TIFF ends before its pixels do");
    }
  }

  private long bytes() {
    return parts.stream().mapToLong(part -> Math.max(0, part[1] - part[0])).sum();
  }

  private void checkDistinct() {
    List<long[]> sorted = new ArrayList<>(parts);
    sorted.sort(Comparator.comparingLong(part -> part[0]));
    long end = 0;
    for (long[] part : sorted) {
      if (part[1] > part[0]) {
        if (part[0] < end) {
          throw Refusal.corrupt("TIFF has strips or tiles that overlap");
        }
        end = part[1];
      }
    }
  }

  /** The best that a byte unfolds to. */
  private static long inflation(long compression) {
    return switch ((int) compression) {
      case 1 -> 1;
      case 5 -> 2_731; // LZW: 4,096 bytes in a code of 12 bits
      case 32_773 -> 64; // PackBits: 128 bytes in 2
      case 8, 32_946 -> 1_032; // deflate
      default -> 16_384; // fax: a row of any usual length in a bit
    };
  }

  /** A JPEG inside has a header of its own, which may claim other sides or any number of scans. */
  private void checkJpegs() {
    if (parts.size() > MOST_JPEGS || tables > MOST_TABLES) {
      throw Refusal.tooLarge(
          "TIFF has " + parts.size() + " JPEGs inside, with tables of " + tables + " bytes");
    }
    long pixels = 0;
    for (long[] part : parts) {
      if (part[0] >= part[1]) {
        throw Refusal.corrupt("TIFF ends before its pixels do");
      }
      JpegHeader.Embedded jpeg =
          JpegHeader.embedded(Arrays.copyOfRange(data, (int) part[0], (int) part[1]), limits);
      if (jpeg.width() > width + UNIT || jpeg.height() > height + UNIT) {
        throw Refusal.corrupt("TIFF holds a JPEG larger than its strip or tile");
      }
      pixels += jpeg.scannedPixels();
      coefficientBytes = Math.max(coefficientBytes, jpeg.coefficientBytes());
    }
    jpegBytes = JPEG_PART_BYTES * parts.size() + SCANNED_PIXEL_BYTES * pixels;
    if (pixels > MOST_SCANNED_PIXELS) {
      throw Refusal.tooLarge("TIFF holds JPEGs of too many scans");
    }
  }
}
