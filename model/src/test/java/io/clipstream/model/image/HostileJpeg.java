package io.clipstream.model.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** Segments dropped, repeated, out of order; scans again and again; sides that lie. */
final class HostileJpeg {
  private final HostileParts bytes;
  private final Random random;
  private final HostileMetadata metadata;

  HostileJpeg(HostileParts bytes, HostileMetadata metadata) {
    this.bytes = bytes;
    this.random = bytes.random;
    this.metadata = metadata;
  }

  /**
   * Segments dropped, repeated, out of order; scans again and again; sides and factors that lie.
   */
  byte[] jpeg() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] jpeg = bytes.sample("\u00ff\u00d8");
    out.write(jpeg, 0, 2);
    for (int at = 2; at + 4 <= jpeg.length; ) {
      int marker = jpeg[at + 1] & 0xff;
      int end = at + 2 + ((jpeg[at + 2] & 0xff) << 8 | (jpeg[at + 3] & 0xff));
      if (marker == 0xda) {
        end = scanEnd(jpeg, end);
      }
      byte[] segment = Arrays.copyOfRange(jpeg, at, Math.min(end, jpeg.length));
      if (marker == 0xc0 || marker == 0xc2) {
        frame(segment);
      } else if (random.nextInt(6) == 0) {
        segment = bytes.repeated(segment, marker == 0xda ? 300 : 60);
      }
      out.writeBytes(random.nextInt(40) == 0 ? new byte[0] : segment);
      if (random.nextInt(12) == 0) {
        out.writeBytes(metadata.metadata());
      }
      at = end;
    }
    out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd9});
    return out.toByteArray();
  }

  private static int scanEnd(byte[] jpeg, int from) {
    int at = from;
    while (at + 1 < jpeg.length && (jpeg[at] != (byte) 0xff || jpeg[at + 1] == 0)) {
      at++;
    }
    return at;
  }

  private void frame(byte[] segment) {
    switch (random.nextInt(5)) {
      case 0 ->
          ByteBuffer.wrap(segment)
              .putShort(5, (short) bytes.side())
              .putShort(7, (short) bytes.side());
      case 1 -> {
        ByteBuffer.wrap(segment).putShort(5, (short) bytes.allowedSide());
        ByteBuffer.wrap(segment).putShort(7, (short) bytes.allowedSide());
      }
      case 2 -> segment[11] = (byte) random.nextInt();
      case 3 -> segment[1] = (byte) (0xc0 + random.nextInt(16));
      default -> {}
    }
  }
}
