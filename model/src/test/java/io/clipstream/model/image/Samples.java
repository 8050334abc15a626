package io.clipstream.model.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/** Encoded pictures of every format, made by the platform's writers or byte by byte. */
final class Samples {
  private Samples() {}

  /** One small valid picture of every kind that is read, by name. */
  static Map<String, byte[]> ofEveryFormat() {
    BufferedImage rgb = Pictures.photograph(61, 43, BufferedImage.TYPE_INT_RGB, 6);
    BufferedImage argb = Pictures.photograph(61, 43, BufferedImage.TYPE_INT_ARGB, 6);
    BufferedImage gray = Pictures.photograph(61, 43, BufferedImage.TYPE_BYTE_GRAY, 6);
    BufferedImage palette = Pictures.photograph(61, 43, BufferedImage.TYPE_BYTE_INDEXED, 6);
    Map<String, byte[]> samples = new LinkedHashMap<>();
    samples.put("jpeg-baseline", Pictures.jpeg(rgb, 0.9, false));
    samples.put("jpeg-progressive", Pictures.jpeg(rgb, 0.9, true));
    samples.put("jpeg-gray", Pictures.jpeg(gray, 0.9, false));
    samples.put("png-rgb", Pictures.written(rgb, "png"));
    samples.put("png-alpha", Pictures.written(argb, "png"));
    samples.put("png-palette", Pictures.written(palette, "png"));
    samples.put("png-interlaced", written(rgb, "png", null));
    samples.put("gif", Pictures.written(palette, "gif"));
    samples.put("bmp", Pictures.written(rgb, "bmp"));
    samples.put("bmp-rle", written(palette, "bmp", "BI_RLE8"));
    for (String compression : new String[] {"LZW", "Deflate", "PackBits", "JPEG"}) {
      samples.put("tiff-" + compression, written(rgb, "tiff", compression));
    }
    samples.put("tiff", Pictures.written(rgb, "tiff"));
    samples.put("webp-lossless", losslessWebp(61, 43, 0xff336699));
    samples.put("webp-lossy", lossyWebp(61, 43));
    samples.put("webp-alpha", alphaWebp(61, 43, 0x40));
    return samples;
  }

  /** Written with a named compression, or, if that is null, progressively. */
  static byte[] written(BufferedImage image, String format, String compression) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var stream = ImageIO.createImageOutputStream(out)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      if (compression == null) {
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      } else {
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionType(compression);
      }
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), param);
    } catch (IOException e) {
      throw new AssertionError(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** A lossless WebP of one colour: every prefix code has a single symbol, so pixels take no bits. */
  static byte[] losslessWebp(int width, int height, int argb) {
    long[] fields = {
      0x2f, 8, width - 1, 14, height - 1, 14, 1, 1, 0, 3, // signature, sides, alpha, version
      0, 1, 0, 1, 0, 1, // no transform, no colour cache, one set of prefix codes
    };
    BitWriter bits = new BitWriter();
    for (int i = 0; i < fields.length; i += 2) {
      bits.put(fields[i], (int) fields[i + 1]);
    }
    for (int shift : new int[] {8, 16, 0, 24}) {
      bits.put(0b101, 3).put(argb >>> shift & 255, 8); // simple code, one symbol, of 8 bits
    }
    bits.put(0b101, 3).put(0, 8); // distances
    return riff(chunk("VP8L", bits.bytes()));
  }

  /** A lossy WebP: boolean-coded zeros predict every block from its neighbours, a flat gray. */
  static byte[] lossyWebp(int width, int height) {
    return riff(chunk("VP8 ", lossyFrame(width, height)));
  }

  /** A lossy WebP with a lossless alpha plane of one value. */
  static byte[] alphaWebp(int width, int height, int alpha) {
    BitWriter plane = new BitWriter();
    plane.put(1, 8).put(0, 3); // lossless; no transform, no colour cache, one set of prefix codes
    for (int green = alpha, i = 0; i < 5; i++, green = 0) {
      plane.put(0b101, 3).put(green, 8); // simple code, one symbol, of 8 bits
    }
    return riff(
        joined(
            extendedHeader(0x10, width, height),
            chunk("ALPH", plane.bytes()),
            chunk("VP8 ", lossyFrame(width, height))));
  }

  static byte[] extendedHeader(int flags, int width, int height) {
    BitWriter header = new BitWriter();
    header.put(flags, 32).put(width - 1, 24).put(height - 1, 24);
    return chunk("VP8X", Arrays.copyOf(header.bytes(), 10));
  }

  static byte[] lossyFrame(int width, int height) {
    int blocks = (width + 15) / 16 * ((height + 15) / 16);
    int part = 1024 + blocks * 8;
    ByteBuffer frame = ByteBuffer.allocate(10 + 2 * part).order(ByteOrder.LITTLE_ENDIAN);
    int tag = 1 << 4 | part << 5; // key frame, shown
    frame.put((byte) tag).put((byte) (tag >> 8)).put((byte) (tag >> 16));
    frame.put((byte) 0x9d).put((byte) 1).put((byte) 0x2a);
    frame.putShort((short) width).putShort((short) height);
    return frame.array();
  }

  static byte[] riff(byte[] chunks) {
    return joined(
        ascii("RIFF"), littleEndian(chunks.length + 4), ascii("WEBP"), chunks);
  }

  static byte[] chunk(String name, byte[] body) {
    return joined(ascii(name), littleEndian(body.length), body, new byte[body.length & 1]);
  }

  /** A PNG of a header, other chunks and deflated rows. */
  static byte[] png(int width, int height, int depth, int colour, byte[] chunks, byte[] rows) {
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put((byte) depth).put((byte) colour);
    return joined(
        new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10},
        pngChunk("IHDR", header.array()),
        chunks,
        pngChunk("IDAT", deflated(rows)),
        pngChunk("IEND", new byte[0]));
  }

  static byte[] pngChunk(String name, byte[] body) {
    byte[] content = joined(ascii(name), body);
    CRC32 sum = new CRC32();
    sum.update(content);
    return joined(bigEndian(body.length), content, bigEndian((int) sum.getValue()));
  }

  static byte[] deflated(byte[] content) {
    Deflater deflater = new Deflater(9);
    deflater.setInput(content);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }

  /** A JPEG with a segment put in after its first marker. */
  static byte[] withSegment(byte[] jpeg, int marker, byte[] body) {
    byte[] length = {(byte) ((body.length + 2) >> 8), (byte) (body.length + 2)};
    byte[] segment = joined(new byte[] {(byte) 0xff, (byte) marker}, length, body);
    return joined(
        Arrays.copyOf(jpeg, 2),
        segment,
        Arrays.copyOfRange(jpeg, 2, jpeg.length));
  }

  /** An Exif block with an orientation and nothing else. */
  static byte[] exif(int orientation) {
    ByteBuffer block = ByteBuffer.allocate(26); // big-endian
    block.put(ascii("MM")).putShort((short) 42).putInt(8).putShort((short) 1);
    block.putShort((short) 0x112).putShort((short) 3).putInt(1).putShort((short) orientation);
    return block.array();
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] bigEndian(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  static byte[] littleEndian(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  /** Bits from the lowest up, as WebP packs them. */
  static final class BitWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long pending;
    private int count;

    BitWriter put(long value, int bits) {
      pending |= value << count;
      count += bits;
      while (count >= 8) {
        out.write((int) pending);
        pending >>>= 8;
        count -= 8;
      }
      return this;
    }

    byte[] bytes() {
      byte[] whole = joined(out.toByteArray(), count > 0 ? new byte[] {(byte) pending} : new byte[0]);
      return joined(whole, new byte[4]); // readers look ahead
    }
  }
}
