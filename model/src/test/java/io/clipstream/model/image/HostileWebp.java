package io.clipstream.model.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/** WebP of every kind: lossless, lossy with a plane of alpha, animated. */
final class HostileWebp {
  private final HostileParts bytes;
  private final Random random;
  private final HostileMetadata metadata;

  HostileWebp(HostileParts bytes, HostileMetadata metadata) {
    this.bytes = bytes;
    this.random = bytes.random;
    this.metadata = metadata;
  }

  /** Transforms, caches, groups and codes that random bits spell. */
  byte[] losslessWebp() {
    Samples.BitWriter bits = new Samples.BitWriter();
    int width = random.nextInt(5) == 0 ? 1 + random.nextInt(1 << 14) : bytes.allowedSide();
    int height = random.nextInt(5) == 0 ? 1 + random.nextInt(1 << 14) : bytes.allowedSide();
    bits.put(0x2f, 8).put(width - 1, 14).put(height - 1, 14).put(1, 1).put(0, 3);
    int kinds = random.nextInt(4);
    for (int kind = 0; kind < kinds; kind++) {
      bits.put(1, 1).put(kind, 2);
      if (kind < 2) {
        bits.put(random.nextInt(8), 3);
        image(bits, false);
      } else if (kind == 3) {
        bits.put(random.nextInt(256), 8);
        image(bits, false);
      }
    }
    bits.put(0, 1);
    image(bits, true);
    byte[] tail = bytes.noise(random.nextInt(30) == 0 ? 60_000 : 300);
    return Samples.riff(Samples.chunk("VP8L", Samples.joined(bits.bytes(), tail)));
  }

  /** The head of an entropy-coded image: a cache, a map of groups, and flat or random codes. */
  private void image(Samples.BitWriter bits, boolean whole) {
    boolean cached = random.nextInt(3) == 0;
    bits.put(cached ? 1 : 0, 1);
    if (cached) {
      bits.put(1 + random.nextInt(11), 4);
    }
    if (whole) {
      boolean mapped = random.nextInt(3) == 0;
      bits.put(mapped ? 1 : 0, 1);
      if (mapped) {
        bits.put(random.nextInt(8), 3);
        image(bits, false);
      }
    }
    for (int code = 0; code < 5; code++) {
      if (random.nextInt(12) == 0) {
        bits.put(random.nextInt(1 << 20), 20);
      } else if (random.nextInt(4) == 0) {
        bits.put(0b111, 3).put(random.nextInt(40), 8).put(random.nextInt(40), 8);
      } else {
        bits.put(0b101, 3).put(code == 4 ? random.nextInt(40) : random.nextInt(256), 8);
      }
    }
  }

  byte[] lossyWebp() {
    int width = random.nextInt(5) == 0 ? 1 + random.nextInt(7_000) : bytes.allowedSide();
    int height = random.nextInt(5) == 0 ? 1 + random.nextInt(7_000) : bytes.allowedSide();
    byte[] frame = Samples.lossyFrame(Math.min(width, 600), Math.min(height, 600));
    ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).putShort(6, (short) width);
    ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).putShort(8, (short) height);
    if (random.nextBoolean()) {
      byte[] tail = bytes.noise(400);
      System.arraycopy(tail, 0, frame, 10, Math.min(tail.length, frame.length - 10));
    }
    byte[] plane = Samples.joined(new byte[] {(byte) random.nextInt(256)}, bytes.noise(4_000));
    return Samples.riff(
        Samples.joined(
            Samples.extendedHeader(0x10, width, height),
            bytes.repeated(Samples.chunk("ICCP", metadata.profile()), 300),
            bytes.repeated(Samples.chunk("ALPH", plane), 40),
            Samples.chunk("VP8 ", frame),
            bytes.repeated(Samples.chunk("EXIF", metadata.exifPart()), 300)));
  }

  byte[] animatedWebp() {
    Samples.BitWriter frame = new Samples.BitWriter();
    frame.put(random.nextInt(9), 24).put(random.nextInt(9), 24);
    frame.put(bytes.allowedSide() - 1L, 24).put(bytes.allowedSide() - 1L, 24).put(0, 32);
    byte[] still = random.nextBoolean() ? losslessWebp() : bytes.sample("RIFF");
    byte[] pixels = Arrays.copyOfRange(still, 12, still.length);
    byte[] chunk = Samples.chunk("ANMF", Samples.joined(Arrays.copyOf(frame.bytes(), 16), pixels));
    byte[] header = Samples.extendedHeader(2, bytes.allowedSide(), bytes.allowedSide());
    return Samples.riff(Samples.joined(header, bytes.repeated(chunk, 1_100)));
  }
}
