package io.clipstream.model.image;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Numbers and bytes of which pictures that mean ill are made; the same seed makes the same. */
final class HostileParts {
  /** Sides that are small, at a limit, or beyond. */
  private static final int[] SIDES = {
    1, 2, 7, 16, 61, 255, 1024, 4000, 7071, 8192, 16_383, 16_384, 16_385, 65_535, 1 << 20, -1
  };

  final Random random;
  private final List<byte[]> samples = new ArrayList<>(Samples.ofEveryFormat().values());

  HostileParts(long seed) {
    this.random = new Random(seed);
  }

  int side() {
    return SIDES[random.nextInt(SIDES.length)];
  }

  /** A side that the limits allow, the product of two too for the most part. */
  int allowedSide() {
    return random.nextInt(40) == 0 ? 7000 : 1 + random.nextInt(random.nextInt(6) == 0 ? 2000 : 90);
  }

  byte[] noise(int most) {
    byte[] noise = new byte[random.nextInt(most + 1)];
    if (random.nextBoolean()) {
      random.nextBytes(noise);
    } else {
      Arrays.fill(noise, (byte) random.nextInt());
    }
    return noise;
  }

  byte[] repeated(byte[] part, int most) {
    int times = 1 + random.nextInt(random.nextInt(8) == 0 ? most : 3);
    byte[][] parts = new byte[times][];
    Arrays.fill(parts, part);
    return Samples.joined(parts);
  }

  byte[] sample(String prefix) {
    byte[] magic = Samples.ascii(prefix);
    List<byte[]> fitting =
        samples.stream()
            .filter(s -> Arrays.equals(s, 0, magic.length, magic, 0, magic.length))
            .toList();
    return fitting.get(random.nextInt(fitting.size()));
  }

  /** Fields of four bytes set to what is extreme, mostly near the ends, where headers are. */
  byte[] edited(byte[] picture) {
    byte[] edited = picture.clone();
    for (int i = random.nextInt(5); i >= 0; i--) {
      int range = Math.max(1, Math.min(edited.length - 4, 200));
      int at =
          random.nextBoolean() ? random.nextInt(range) : edited.length - 4 - random.nextInt(range);
      int value = random.nextInt(3) == 0 ? random.nextInt() : side();
      ByteBuffer.wrap(edited).putInt(Math.max(0, at), value);
    }
    return edited;
  }

  /** Any sample at all. */
  byte[] anySample() {
    return samples.get(random.nextInt(samples.size()));
  }
}
