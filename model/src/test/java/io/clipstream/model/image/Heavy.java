package io.clipstream.model.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.Deflater;

/** Valid pictures of many pixels in few bytes, made without having their pixels in memory. */
final class Heavy {
  private Heavy() {}

  /** A flat PNG. */
  static byte[] png(int width, int height, int depth, int colour, int interlaced) {
    int samples = new int[] {1, 0, 3, 1, 2, 0, 4}[colour];
    long rows = (long) height * (1 + ((long) width * depth * samples + 7) / 8);
    if (interlaced == 1) {
      rows += 2L * height + 16; // the passes' filter bytes and what their rows are rounded by
    }
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put((byte) depth).put((byte) colour).putShort((short) 0).put((byte) interlaced);
    return Samples.joined(
        new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10},
        Samples.pngChunk("IHDR", header.array()),
        Samples.pngChunk("IDAT", deflatedZeros(rows)),
        Samples.pngChunk("IEND", new byte[0]));
  }

  /** Flushed blocks may be repeated as they are. */
  private static byte[] deflatedZeros(long count) {
    Deflater deflater = new Deflater(9);
    byte[] zeros = new byte[1 << 20];
    byte[] buffer = new byte[1 << 14];
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    deflater.setInput(zeros);
    out.write(buffer, 0, deflater.deflate(buffer, 0, buffer.length, Deflater.FULL_FLUSH));
    deflater.setInput(zeros);
    int block = deflater.deflate(buffer, 0, buffer.length, Deflater.FULL_FLUSH);
    for (long there = zeros.length; there < count; there += zeros.length) {
      out.write(buffer, 0, block);
    }
    deflater.end();
    return out.toByteArray();
  }

  /** A flat GIF: each code stands for a run that is one pixel longer than the last one's. */
  static byte[] gif(int width, int height) {
    ByteBuffer head = ByteBuffer.allocate(13 + 6 + 11).order(ByteOrder.LITTLE_ENDIAN);
    head.put(Samples.ascii("GIF89a")).putShort((short) width).putShort((short) height);
    head.put((byte) 0x80).position(19);
    head.put((byte) 0x2c).putInt(0).putShort((short) width).putShort((short) height);
    head.put((byte) 0).put((byte) 2);
    Samples.BitWriter bits = new Samples.BitWriter().put(4, 3);
    long left = (long) width * height;
    int next = 6;
    bits.put(0, 3);
    left--;
    for (long run = 2; left > 0; run = Math.min(run + 1, 4_091)) {
      int width2 = Math.min(12, 32 - Integer.numberOfLeadingZeros(Math.min(next, 4_095)));
      bits.put(Math.min(next, 4_095), width2);
      next++;
      left -= run;
    }
    bits.put(5, 12);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.array());
    byte[] codes = bits.bytes();
    for (int at = 0; at < codes.length; at += 255) {
      int length = Math.min(255, codes.length - at);
      out.write(length);
      out.write(codes, at, length);
    }
    out.writeBytes(new byte[] {0, 0x3b});
    return out.toByteArray();
  }

  /** A lossless WebP of 4 x 4 pixels with a block of one group and codes for 65,536. */
  static byte[] losslessWebpOfGroups() {
    Samples.BitWriter bits = new Samples.BitWriter();
    bits.put(0x2f, 8).put(3, 14).put(3, 14).put(1, 1).put(0, 3);
    bits.put(0, 1).put(0, 1).put(1, 1).put(0, 3); // no transform, no cache; groups by 4 x 4 pixels
    bits.put(0, 1); // the map of groups: no cache, and one pixel of 65,535
    int[] last = {255, 255, 0, 0, 0};
    for (int level : last) {
      bits.put(0b101, 3).put(level, 8);
    }
    for (int code = 0; code < 5 * 65_536; code++) {
      bits.put(0b001, 3).put(0, 1); // one symbol, of one bit
    }
    return Samples.riff(Samples.chunk("VP8L", bits.bytes()));
  }

  /** A flat bitmap in run-length code. */
  static byte[] bmp(int width, int height) {
    ByteBuffer row = ByteBuffer.allocate(2 * (width / 255 + 2));
    for (int left = width; left > 0; left -= 255) {
      row.put((byte) Math.min(255, left)).put((byte) 1);
    }
    row.put((byte) 0).put((byte) 0);
    byte[] code = Arrays.copyOf(row.array(), row.position());
    ByteBuffer bmp = ByteBuffer.allocate(1078 + height * code.length + 2);
    bmp.order(ByteOrder.LITTLE_ENDIAN).put(Samples.ascii("BM")).putInt(bmp.capacity()).putInt(0);
    bmp.putInt(1078).putInt(40).putInt(width).putInt(height).putShort((short) 1);
    bmp.putShort((short) 8).putInt(1).position(1078);
    for (int y = 0; y < height; y++) {
      bmp.put(code);
    }
    bmp.put((byte) 0).put((byte) 1);
    return bmp.array();
  }

  static byte[] jpeg(int width, int height, boolean progressive) {
    return Pictures.jpeg(flat(width, height), 0.5, progressive);
  }

  static byte[] colourJpeg(int width, int height, boolean progressive) {
    BufferedImage flat = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    return Pictures.jpeg(flat, 0.5, progressive);
  }

  /** A progressive JPEG whose last scan comes again and again. */
  static byte[] jpegOfScans(byte[] jpeg, int scans) {
    int last = 0;
    for (int i = 0; i + 1 < jpeg.length; i++) {
      if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) 0xda) {
        last = i;
      }
    }
    byte[][] parts = new byte[scans][];
    Arrays.fill(parts, Arrays.copyOfRange(jpeg, last, jpeg.length - 2));
    byte[] end = {(byte) 0xff, (byte) 0xd9};
    return Samples.joined(Arrays.copyOf(jpeg, last), Samples.joined(parts), end);
  }

  static byte[] turned(byte[] jpeg) {
    byte[] exif = Samples.joined(Samples.ascii("Exif\0\0"), Samples.exif(6));
    return Samples.withSegment(jpeg, 0xe1, exif);
  }

  static byte[] tiff(int width, int height) {
    return Samples.written(flat(width, height), "tiff", "Deflate");
  }

  /** A flat TIFF of square tiles that are all the same; 0 deflates them, 7 is JPEG. */
  static byte[] tiffOfTiles(int side, int tileSide, int samples, int compression) {
    byte[] tile =
        compression == 7
            ? jpeg(tileSide, tileSide, false)
            : Samples.deflated(new byte[tileSide * tileSide * samples]);
    int tiles = (side / tileSide) * (side / tileSide);
    int tables = 200 + tiles * tile.length;
    int[][] tags = {
      {256, side},
      {257, side},
      {258, 8},
      {259, compression == 7 ? 7 : 8},
      {262, samples == 1 ? 1 : 2},
      {277, samples},
      {322, tileSide},
      {323, tileSide},
      {324, tiles == 1 ? 200 : tables},
      {325, tiles == 1 ? tile.length : tables + 4 * tiles},
    };
    ByteBuffer tiff = ByteBuffer.allocate(tables + 8 * tiles).order(ByteOrder.LITTLE_ENDIAN);
    tiff.put(Samples.ascii("II*\0")).putInt(8).putShort((short) tags.length);
    for (int[] tag : tags) {
      tiff.putShort((short) tag[0]).putShort((short) 4);
      tiff.putInt(tag[0] >= 324 ? tiles : 1).putInt(tag[1]);
    }
    for (int i = 0; i < tiles; i++) {
      tiff.position(200 + i * tile.length).put(tile);
      tiff.putInt(tables + 4 * i, 200 + i * tile.length);
      tiff.putInt(tables + 4 * (tiles + i), tile.length);
    }
    return tiff.array();
  }

  private static BufferedImage flat(int width, int height) {
    return new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
  }
}
