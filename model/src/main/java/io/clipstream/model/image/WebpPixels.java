package io.clipstream.model.image;

import io.clipstream.model.image.cost.Budget;
import io.clipstream.model.image.webp.AlphaPlane;
import io.clipstream.model.image.webp.LosslessDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Decodes a checked WebP's first frame: lossless pictures and alpha here, lossy by libwebp. */
final class WebpPixels {
  private static final int CHUNK_AT = 12;
  private static final int BODY_AT = CHUNK_AT + 8;

  private WebpPixels() {}

  /** Decodes the frame of {@code header} onto {@code canvas}. */
  static void decode(ImageHeader header, Canvas canvas, Budget budget) throws IOException {
    byte[] file = header.minimalFile();
    Bytes bytes = Bytes.of(file, ByteOrder.LITTLE_ENDIAN);
    ImageHeader.Frame frame = header.frame();
    int end = BODY_AT + bytes.i32(CHUNK_AT + 4);
    int[] argb;
    if (bytes.starts(CHUNK_AT, "VP8L")) {
      argb = LosslessDecoder.decode(file, BODY_AT, end, frame.width(), frame.height(), budget);
    } else {
      argb = lossy(header, end + (end & 1), budget);
    }
    budget.check();
    if (Canvas.isPlain(header)) {
      canvas.adopt(argb);
    } else {
      canvas.draw(argb, frame.width());
    }
  }

  private static int[] lossy(ImageHeader header, int end, Budget budget) throws IOException {
    byte[] file = header.minimalFile();
    byte[] colours = file.length == end ? file : Arrays.copyOf(file, end);
    ByteBuffer.wrap(colours).order(ByteOrder.LITTLE_ENDIAN).putInt(4, end - 8);
    int[] argb = LossyWebp.decode(colours, header.frame(), budget);
    if (end < file.length) {
      int alphaAt = end + 8;
      int length = Bytes.of(file, ByteOrder.LITTLE_ENDIAN).i32(end + 4);
      AlphaPlane.apply(file, alphaAt, alphaAt + length, header.frame().width(), argb, budget);
    }
    return argb;
  }
}
