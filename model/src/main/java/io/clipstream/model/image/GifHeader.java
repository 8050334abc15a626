package io.clipstream.model.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;

/** Walks a GIF's blocks (GIF89a specification) without decoding its pixels. */
final class GifHeader {
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2c;
  private static final int TRAILER = 0x3b;
  private static final int GRAPHIC_CONTROL = 0xf9;

  /** A 12-bit code of LZW stands for a run of 4,096 pixels at best. */
  private static final int MOST_INFLATION = 2_731;

  /** A picture of less costs nothing worth a judgement. */
  private static final int FREE_PIXELS = 1 << 20;

  private final byte[] data;
  private final Bytes bytes;
  private final ImageLimits limits;
  private ImageHeader.Frame frame;
  private int controlAt = -1;
  private int frameAt;
  private int frameEnd;

  private GifHeader(byte[] data, ImageLimits limits) {
    this.data = data;
    this.bytes = Bytes.of(data, ByteOrder.LITTLE_ENDIAN);
    this.limits = limits;
  }

  static ImageHeader read(byte[] data, ImageLimits limits) {
    return new GifHeader(data, limits).read();
  }

  private ImageHeader read() {
    int screenWidth = bytes.u16(6);
    int screenHeight = bytes.u16(8);
    int tablesEnd = 13 + colourTable(bytes.u8(10));
    walk(tablesEnd);
    if (frame == null) {
      throw Refusal.corrupt("GIF has no frame");
    }
    // A frame that sticks out enlarges the canvas, as other decoders have it.
    int width = Math.max(screenWidth, frame.x() + frame.width());
    int height = Math.max(screenHeight, frame.y() + frame.height());
    limits.check(width, height);
    if ((long) width * height > FREE_PIXELS + (long) MOST_INFLATION * data.length) {
      throw Refusal.corrupt(
          "GIF claims " + width + " x " + height + " pixels in " + data.length + " bytes");
    }
    long indices = (long) frame.width() * frame.height();
    return new ImageHeader(
        ImageFormat.GIF, width, height, frame, 1, null, minimalFile(tablesEnd), true, indices);
  }

  private void walk(int from) {
    int frames = 0;
    int at = from;
    while (bytes.has(at, 1) && bytes.u8(at) != TRAILER) {
      if (frame != null && !bytes.has(at, 10)) {
        return; // what comes after the first frame is not needed
      }
      int end = block(at);
      if (bytes.u8(at) == IMAGE) {
        limits.checkFrames(++frames);
      }
      at = end;
    }
  }

  /** The end of the block at {@code at}; a block of no known kind is skipped as a byte. */
  private int block(int at) {
    return switch (bytes.u8(at)) {
      case IMAGE -> image(at);
      case EXTENSION -> {
        if (frame == null && bytes.u8(at + 1) == GRAPHIC_CONTROL) {
          controlAt = at;
        }
        yield subBlocks(at + 2);
      }
      default -> at + 1;
    };
  }

  private int image(int at) {
    int start = at + 10 + colourTable(bytes.u8(at + 9));
    if (frame != null) {
      return subBlocks(start + 1);
    }
    int width = bytes.u16(at + 5);
    int height = bytes.u16(at + 7);
    limits.check(width, height);
    frame = new ImageHeader.Frame(bytes.u16(at + 1), bytes.u16(at + 3), width, height);
    frameAt = at;
    if (bytes.u8(start) < 1 || bytes.u8(start) > 11) {
      throw Refusal.corrupt("GIF has a code size of " + bytes.u8(start));
    }
    frameEnd = subBlocks(start + 1);
    return frameEnd;
  }

  private int subBlocks(int from) {
    int at = from;
    while (bytes.has(at, 1)) {
      int length = bytes.u8(at);
      at += 1 + length;
      if (length == 0) {
        return at;
      }
    }
    return data.length;
  }

  private static int colourTable(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  /** The screen is set to the frame: where the frame lies on it is the caller's to draw. */
  private byte[] minimalFile(int tablesEnd) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(frameEnd - frameAt + tablesEnd + 32);
    out.write(data, 0, 6);
    out.write(data, frameAt + 5, 4);
    out.write(data, 10, tablesEnd - 10);
    if (controlAt >= 0) {
      out.write(data, controlAt, subBlocks(controlAt + 2) - controlAt);
    }
    out.write(IMAGE);
    out.write(new byte[4], 0, 4);
    out.write(data, frameAt + 5, frameEnd - frameAt - 5);
    out.write(0);
    out.write(TRAILER);
    return out.toByteArray();
  }
}
