package io.clipstream.model.image;

import java.nio.ByteBuffer;
import java.util.Random;

/** Colour profiles and Exif whose entries say anything. */
final class HostileMetadata {
  private final HostileParts bytes;
  private final Random random;

  HostileMetadata(HostileParts bytes) {
    this.bytes = bytes;
    this.random = bytes.random;
  }

  byte[] metadata() {
    byte[] body = random.nextBoolean() ? profilePart() : exifPart();
    byte[] length = {(byte) ((body.length + 2) >> 8), (byte) (body.length + 2)};
    byte[] segment =
        Samples.joined(
            new byte[] {(byte) 0xff, (byte) (body[0] == 'I' ? 0xe2 : 0xe1)}, length, body);
    return bytes.repeated(segment, 255);
  }

  private byte[] profilePart() {
    return Samples.joined(Samples.ascii("ICC_PROFILE\0\1\1"), profile());
  }

  byte[] exifPart() {
    return Samples.joined(
        Samples.ascii("Exif\0\0"), Samples.exif(random.nextInt(10)), bytes.noise(100));
  }

  /** A profile whose tags say anything. */
  byte[] profile() {
    ByteBuffer profile = ByteBuffer.allocate(300 + random.nextInt(3000));
    profile.position(16).put(Samples.ascii("RGB XYZ ")).position(128);
    String[] tags = {"rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC", "A2B0"};
    profile.putInt(random.nextInt(8) == 0 ? random.nextInt() : tags.length);
    for (String tag : tags) {
      int at = random.nextInt(6) == 0 ? random.nextInt() : 220 + random.nextInt(60);
      profile.put(Samples.ascii(tag)).putInt(at).putInt(random.nextInt(400));
    }
    String[] kinds = {"curv", "para", "XYZ ", "mft2"};
    while (profile.remaining() > 8) {
      profile.put(Samples.ascii(kinds[random.nextInt(4)]));
      profile.putInt(random.nextInt(5) == 0 ? random.nextInt() : random.nextInt(5));
    }
    return profile.array();
  }
}
