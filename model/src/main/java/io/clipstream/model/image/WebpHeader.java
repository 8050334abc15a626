package io.clipstream.model.image;

import io.clipstream.model.image.webp.AlphaPlane;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Walks a WebP's RIFF chunks (RFC 9649) without decoding its pixels. */
final class WebpHeader {
  private static final int ANIMATION_FLAG = 0x02;

  /** Encoders make up to 2,600 groups of codes of some 15 kB each; hostile files 65,536. */
  private static final long MOST_CODE_BYTES = 32 << 20;

  private static final long FREE_CODE_BYTES = 1 << 17;
  private static final long CODE_BYTES_A_BYTE = 2_048;

  private final byte[] data;
  private final Bytes bytes;
  private final ImageLimits limits;
  private int canvasWidth;
  private int canvasHeight;
  private boolean extended;
  private boolean animated;
  private ImageHeader.Frame frame;
  private int[] pixels; // offset and length of the VP8 or VP8L chunk, header included
  private int[] alpha; // of the ALPH chunk
  private int frames;
  private int orientation = 1;
  private byte[] profile;
  private boolean hasExif;

  private WebpHeader(byte[] data, ImageLimits limits) {
    this.data = data;
    this.bytes = Bytes.of(data, ByteOrder.LITTLE_ENDIAN);
    this.limits = limits;
  }

  static ImageHeader read(byte[] data, ImageLimits limits) {
    WebpHeader header = new WebpHeader(data, limits);
    header.chunks(12, data.length);
    return header.finish();
  }

  private ImageHeader finish() {
    if (pixels == null) {
      throw Refusal.corrupt("WebP has no pixels");
    }
    if (!extended) {
      canvasWidth = frame.width();
      canvasHeight = frame.height();
    }
    boolean inside =
        frame.x() + frame.width() <= canvasWidth && frame.y() + frame.height() <= canvasHeight;
    boolean whole = frame.width() == canvasWidth && frame.height() == canvasHeight;
    if (!inside || (!animated && !whole)) {
      throw Refusal.corrupt("WebP frame and canvas differ in size");
    }
    return new ImageHeader(
        ImageFormat.WEBP,
        canvasWidth,
        canvasHeight,
        frame,
        orientation,
        profile,
        minimalFile(),
        true,
        4 * framePixels() + (alpha == null ? 0 : AlphaPlane.BYTES_A_PIXEL * framePixels()),
        codeBytes());
  }

  private long framePixels() {
    return (long) frame.width() * frame.height();
  }

  /** Small images have a sixteenth of the pixels each; codes are bounded by what describes them. */
  private long codeBytes() {
    boolean lossy = bytes.name(pixels[0]).equals("VP8 ");
    int coded = lossy ? alpha == null ? 0 : alpha[1] : pixels[1];
    return coded == 0
        ? 0
        : framePixels() / 4
            + Math.min(MOST_CODE_BYTES, FREE_CODE_BYTES + CODE_BYTES_A_BYTE * coded);
  }

  private void chunks(int from, int end) {
    long at = from;
    while (at + 8 <= end) {
      long length = bytes.u32(at + 4);
      if (at + 8 + length > end) {
        if (pixels == null) {
          throw Refusal.corrupt("WebP ends inside a chunk");
        }
        return; // broken metadata after the pixels
      }
      chunk(bytes.name(at), (int) at, (int) length);
      at += 8 + length + (length & 1);
    }
  }

  private void chunk(String name, int at, int length) {
    int body = at + 8;
    switch (name) {
      case "VP8X" -> canvas(body);
      case "VP8 ", "VP8L" -> pixels(name, at, length);
      case "ALPH" -> {
        if (pixels == null) {
          alpha = new int[] {at, length + 8};
        }
      }
      case "ANMF" -> animationFrame(body, length);
      case "EXIF" -> {
        if (!hasExif) {
          orientation = Exif.orientation(bytes.window(body, length, ByteOrder.BIG_ENDIAN));
          hasExif = true;
        }
      }
      case "ICCP" -> {
        if (profile == null && length <= IccProfile.MOST_BYTES) {
          profile = bytes.copy(body, length);
        }
      }
      default -> {}
    }
  }

  private void canvas(int body) {
    long width = 1L + bytes.u24(body + 4);
    long height = 1L + bytes.u24(body + 7);
    limits.check(width, height);
    canvasWidth = (int) width;
    canvasHeight = (int) height;
    extended = true;
    animated = (bytes.u8(body) & ANIMATION_FLAG) != 0;
  }

  private void animationFrame(int body, int length) {
    limits.checkFrames(++frames);
    if (pixels != null) {
      return;
    }
    int x = 2 * bytes.u24(body);
    int y = 2 * bytes.u24(body + 3);
    limits.check(1L + bytes.u24(body + 6), 1L + bytes.u24(body + 9));
    int width = 1 + bytes.u24(body + 6);
    int height = 1 + bytes.u24(body + 9);
    chunks(body + 16, body + length);
    if (frame == null || frame.width() != width || frame.height() != height) {
      throw Refusal.corrupt("WebP frame header and pixels differ in size");
    }
    frame = new ImageHeader.Frame(x, y, width, height);
  }

  private void pixels(String name, int at, int length) {
    if (pixels != null) {
      return;
    }
    int body = at + 8;
    boolean lossy = name.equals("VP8 ");
    if (lossy && (bytes.u24(body + 3) != 0x2a019d || (bytes.u8(body) & 1) != 0)) {
      throw Refusal.corrupt("WebP has no key frame");
    }
    if (!lossy && (bytes.u8(body) != 0x2f || bytes.u8(body + 4) >> 5 != 0)) {
      throw Refusal.corrupt("WebP has no lossless signature");
    }
    long sides = bytes.u32(lossy ? body + 6 : body + 1);
    int width = lossy ? (int) sides & 0x3fff : 1 + ((int) sides & 0x3fff);
    int height = lossy ? (int) (sides >> 16) & 0x3fff : 1 + ((int) (sides >> 14) & 0x3fff);
    limits.check(width, height);
    frame = ImageHeader.Frame.whole(width, height);
    pixels = new int[] {at, length + 8};
    if (!lossy) {
      alpha = null; // a lossless picture holds its own
    }
  }

  /** The pixels' chunk, and the alpha plane's behind it; {@link WebpPixels} takes both apart. */
  private byte[] minimalFile() {
    int body = 4 + padded(pixels[1]) + (alpha == null ? 0 : padded(alpha[1]));
    ByteBuffer out = ByteBuffer.allocate(8 + body).order(ByteOrder.LITTLE_ENDIAN);
    out.put(ascii("RIFF")).putInt(body).put(ascii("WEBP"));
    put(out, pixels);
    if (alpha != null) {
      put(out, alpha);
    }
    return out.array();
  }

  private void put(ByteBuffer out, int[] chunk) {
    out.put(data, chunk[0], chunk[1]);
    out.position(out.position() + (chunk[1] & 1));
  }

  private static int padded(int length) {
    return length + (length & 1);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
