package io.clipstream.model.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * Makes pictures that mean ill, of every format and without end: headers that lie, parts that are
 * repeated or overlap, passes, scans, tiles, codes, profiles, metadata and frames without number.
 * The same seed makes the same pictures.
 */
final class HostilePictures {
  /** Sides that are small, at a limit, or beyond. */
  private static final int[] SIDES = {
    1, 2, 7, 16, 61, 255, 1024, 4000, 7071, 8192, 16_383, 16_384, 16_385, 65_535, 1 << 20, -1
  };

  private final Random random;
  private final List<byte[]> samples = new ArrayList<>(Samples.ofEveryFormat().values());
  private final List<Function<HostilePictures, byte[]>> recipes =
      List.of(
          HostilePictures::jpeg,
          HostilePictures::png,
          HostilePictures::gif,
          HostilePictures::bmp,
          HostilePictures::losslessWebp,
          HostilePictures::lossyWebp,
          HostilePictures::animatedWebp,
          HostilePictures::tiff,
          HostilePictures::spliced);

  HostilePictures(long seed) {
    this.random = new Random(seed);
  }

  /** The next one; some are damaged on top. */
  byte[] next() {
    byte[] picture = recipes.get(random.nextInt(recipes.size())).apply(this);
    if (random.nextInt(4) == 0) {
      picture = picture.clone();
      for (int i = random.nextInt(6); i >= 0 && picture.length > 0; i--) {
        picture[random.nextInt(picture.length)] = (byte) random.nextInt();
      }
    }
    return random.nextInt(12) == 0
        ? Arrays.copyOf(picture, random.nextInt(picture.length + 1))
        : picture;
  }

  private int side() {
    return SIDES[random.nextInt(SIDES.length)];
  }

  /** A side that the limits allow, the product of two too for the most part. */
  private int allowedSide() {
    return random.nextInt(40) == 0 ? 7000 : 1 + random.nextInt(random.nextInt(6) == 0 ? 2000 : 90);
  }

  private byte[] noise(int most) {
    byte[] noise = new byte[random.nextInt(most + 1)];
    if (random.nextBoolean()) {
      random.nextBytes(noise);
    } else {
      Arrays.fill(noise, (byte) random.nextInt());
    }
    return noise;
  }

  private byte[] repeated(byte[] part, int most) {
    int times = 1 + random.nextInt(random.nextInt(8) == 0 ? most : 3);
    byte[][] parts = new byte[times][];
    Arrays.fill(parts, part);
    return Samples.joined(parts);
  }

  private byte[] sample(String prefix) {
    byte[] magic = Samples.ascii(prefix);
    List<byte[]> fitting =
        samples.stream()
            .filter(s -> Arrays.equals(s, 0, magic.length, magic, 0, magic.length))
            .toList();
    return fitting.get(random.nextInt(fitting.size()));
  }

  /**
   * Segments dropped, repeated, out of order; scans again and again; sides and factors that lie.
   */
  private byte[] jpeg() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] jpeg = sample("\u00ff\u00d8");
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
        segment = repeated(segment, marker == 0xda ? 300 : 60);
      }
      out.writeBytes(random.nextInt(40) == 0 ? new byte[0] : segment);
      if (random.nextInt(12) == 0) {
        out.writeBytes(metadata());
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
      case 0 -> ByteBuffer.wrap(segment).putShort(5, (short) side()).putShort(7, (short) side());
      case 1 -> {
        ByteBuffer.wrap(segment).putShort(5, (short) allowedSide());
        ByteBuffer.wrap(segment).putShort(7, (short) allowedSide());
      }
      case 2 -> segment[11] = (byte) random.nextInt();
      case 3 -> segment[1] = (byte) (0xc0 + random.nextInt(16));
      default -> {}
    }
  }

  private byte[] metadata() {
    byte[] body = random.nextBoolean() ? profilePart() : exifPart();
    byte[] length = {(byte) ((body.length + 2) >> 8), (byte) (body.length + 2)};
    byte[] segment =
        Samples.joined(
            new byte[] {(byte) 0xff, (byte) (body[0] == 'I' ? 0xe2 : 0xe1)}, length, body);
    return repeated(segment, 255);
  }

  private byte[] profilePart() {
    return Samples.joined(Samples.ascii("ICC_PROFILE\0\1\1"), profile());
  }

  private byte[] exifPart() {
    return Samples.joined(Samples.ascii("Exif\0\0"), Samples.exif(random.nextInt(10)), noise(100));
  }

  /** A profile whose tags say anything. */
  private byte[] profile() {
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

  /** Any depth, passes, rows that are too few or deflate to a lot; chunks again and again. */
  private byte[] png() {
    int width = random.nextInt(4) == 0 ? side() : allowedSide();
    int height = random.nextInt(4) == 0 ? side() : allowedSide();
    int depth = 1 << random.nextInt(5);
    int colour = random.nextInt(7);
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put((byte) depth).put((byte) colour).put((byte) 0).put((byte) 0);
    header.put((byte) random.nextInt(random.nextInt(9) == 0 ? 256 : 2));
    long needed = Math.max(0, (long) height * (1 + (long) width * depth * 4 / 8));
    byte[] rows = new byte[(int) Math.min(random.nextInt(8) == 0 ? 8 << 20 : 100_000, needed)];
    if (random.nextBoolean()) {
      Arrays.fill(rows, (byte) random.nextInt(6));
    }
    ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    for (int i = random.nextInt(4); i > 0; i--) {
      chunks.writeBytes(repeated(pngChunk(), 400));
    }
    return Samples.joined(
        new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10},
        Samples.pngChunk("IHDR", header.array()),
        Samples.pngChunk("PLTE", noise(256)),
        chunks.toByteArray(),
        Samples.pngChunk("IDAT", Samples.deflated(rows)),
        Samples.pngChunk("IEND", new byte[0]));
  }

  private byte[] pngChunk() {
    byte[] inflating = Samples.deflated(new byte[random.nextInt(1 << 21)]);
    return switch (random.nextInt(7)) {
      case 0 -> Samples.pngChunk("iCCP", Samples.joined(Samples.ascii("p\0\0"), inflating));
      case 1 ->
          Samples.pngChunk(
              "iCCP", Samples.joined(Samples.ascii("p\0\0"), Samples.deflated(profile())));
      case 2 -> Samples.pngChunk("zTXt", Samples.joined(Samples.ascii("k\0\0"), inflating));
      case 3 -> Samples.pngChunk("tRNS", noise(300));
      case 4 -> Samples.pngChunk("eXIf", exifPart());
      case 5 -> Samples.pngChunk("acTL", noise(8));
      default -> Samples.pngChunk("IDAT", noise(40));
    };
  }

  /** Screens and frames of any size, on and off each other; codes that unfold to long runs. */
  private byte[] gif() {
    ByteBuffer screen = ByteBuffer.allocate(13 + 12).order(ByteOrder.LITTLE_ENDIAN);
    screen.put(Samples.ascii("GIF89a"));
    screen.putShort((short) (random.nextInt(3) == 0 ? side() : allowedSide()));
    screen.putShort((short) (random.nextInt(3) == 0 ? side() : allowedSide()));
    screen.put((byte) 0x81).position(25);
    ByteBuffer frame = ByteBuffer.allocate(11).order(ByteOrder.LITTLE_ENDIAN);
    frame.put((byte) 0x2c).putShort((short) random.nextInt(20)).putShort((short) random.nextInt(9));
    frame.putShort((short) (random.nextInt(3) == 0 ? side() : allowedSide()));
    frame.putShort((short) (random.nextInt(3) == 0 ? side() : allowedSide()));
    frame.put((byte) (random.nextInt(3) == 0 ? 0x40 : 0)).put((byte) (1 + random.nextInt(12)));
    byte[] whole = Samples.joined(frame.array(), codes(), new byte[1]);
    byte[] control = {0x21, (byte) 0xf9, 4, (byte) random.nextInt(), 0, 0, 1, 0};
    return Samples.joined(
        screen.array(), repeated(control, 50), repeated(whole, 1_200), new byte[] {0x3b});
  }

  /** Sub-blocks of code bits, from one each to runs of ones. */
  private byte[] codes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = random.nextInt(random.nextInt(20) == 0 ? 120 : 4); i >= 0; i--) {
      byte[] block = noise(255);
      out.write(block.length);
      out.writeBytes(block);
      if (block.length == 0) {
        break;
      }
    }
    return out.toByteArray();
  }

  /** Any depth and compression; colours and offsets that lie. */
  private byte[] bmp() {
    byte[] pixels = noise(random.nextInt(20) == 0 ? 200_000 : 2_000);
    ByteBuffer bmp = ByteBuffer.allocate(1078 + pixels.length).order(ByteOrder.LITTLE_ENDIAN);
    int[] depths = {1, 4, 8, 16, 24, 32, 3};
    bmp.put(Samples.ascii("BM")).putInt(bmp.capacity()).putInt(0);
    bmp.putInt(random.nextInt(6) == 0 ? random.nextInt() : 1078);
    bmp.putInt(random.nextInt(6) == 0 ? random.nextInt(200) : 40);
    bmp.putInt(random.nextInt(3) == 0 ? side() : allowedSide());
    bmp.putInt((random.nextInt(3) == 0 ? side() : allowedSide()) * (random.nextBoolean() ? 1 : -1));
    bmp.putShort((short) 1).putShort((short) depths[random.nextInt(depths.length)]);
    bmp.putInt(random.nextInt(8)).position(46);
    bmp.putInt(random.nextInt(4) == 0 ? random.nextInt() : 0).position(1078);
    bmp.put(pixels);
    return bmp.array();
  }

  /** Transforms, caches, groups and codes that random bits spell. */
  private byte[] losslessWebp() {
    Samples.BitWriter bits = new Samples.BitWriter();
    int width = random.nextInt(5) == 0 ? 1 + random.nextInt(1 << 14) : allowedSide();
    int height = random.nextInt(5) == 0 ? 1 + random.nextInt(1 << 14) : allowedSide();
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
    byte[] tail = noise(random.nextInt(30) == 0 ? 60_000 : 300);
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

  private byte[] lossyWebp() {
    int width = random.nextInt(5) == 0 ? 1 + random.nextInt(7_000) : allowedSide();
    int height = random.nextInt(5) == 0 ? 1 + random.nextInt(7_000) : allowedSide();
    byte[] frame = Samples.lossyFrame(Math.min(width, 600), Math.min(height, 600));
    ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).putShort(6, (short) width);
    ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).putShort(8, (short) height);
    if (random.nextBoolean()) {
      byte[] tail = noise(400);
      System.arraycopy(tail, 0, frame, 10, Math.min(tail.length, frame.length - 10));
    }
    byte[] plane = Samples.joined(new byte[] {(byte) random.nextInt(256)}, noise(4_000));
    return Samples.riff(
        Samples.joined(
            Samples.extendedHeader(0x10, width, height),
            repeated(Samples.chunk("ICCP", profile()), 300),
            repeated(Samples.chunk("ALPH", plane), 40),
            Samples.chunk("VP8 ", frame),
            repeated(Samples.chunk("EXIF", exifPart()), 300)));
  }

  private byte[] animatedWebp() {
    Samples.BitWriter frame = new Samples.BitWriter();
    frame.put(random.nextInt(9), 24).put(random.nextInt(9), 24);
    frame.put(allowedSide() - 1L, 24).put(allowedSide() - 1L, 24).put(0, 32);
    byte[] still = random.nextBoolean() ? losslessWebp() : sample("RIFF");
    byte[] pixels = Arrays.copyOfRange(still, 12, still.length);
    byte[] chunk = Samples.chunk("ANMF", Samples.joined(Arrays.copyOf(frame.bytes(), 16), pixels));
    byte[] header = Samples.extendedHeader(2, allowedSide(), allowedSide());
    return Samples.riff(Samples.joined(header, repeated(chunk, 1_100)));
  }

  /** A directory whose entries say anything, strips and tiles that overlap, JPEGs inside. */
  private byte[] tiff() {
    if (random.nextInt(4) == 0) {
      return edited(sample("MM\0*"));
    }
    int[] compressions = {1, 2, 3, 4, 5, 6, 7, 8, 32_771, 32_773, 32_946};
    int parts = 1 + random.nextInt(random.nextInt(6) == 0 ? 5_000 : 4);
    boolean tiled = random.nextInt(3) == 0;
    byte[] content = random.nextInt(3) == 0 ? jpeg() : noise(3_000);
    int from = 8 + 2 + 12 * 13 + 4;
    int offsetsAt = from + content.length;
    ByteBuffer tiff = ByteBuffer.allocate(offsetsAt + 8 * parts).order(ByteOrder.LITTLE_ENDIAN);
    int[][] tags = {
      {256, 1, random.nextInt(3) == 0 ? side() : allowedSide()},
      {257, 1, random.nextInt(3) == 0 ? side() : allowedSide()},
      {258, 1, new int[] {1, 8, 8, 16, 32, 64, 5}[random.nextInt(7)]},
      {259, 1, compressions[random.nextInt(compressions.length)]},
      {262, 1, random.nextInt(9)},
      {tiled ? 324 : 273, parts, parts == 1 ? from : offsetsAt},
      {277, 1, 1 + random.nextInt(8)},
      {278, 1, random.nextInt(3) == 0 ? side() : 1 + random.nextInt(60)},
      {tiled ? 325 : 279, parts, parts == 1 ? content.length : offsetsAt + 4 * parts},
      {284, 1, 1 + random.nextInt(2)},
      {tiled ? 322 : 292, 1, 16 * random.nextInt(40)},
      {tiled ? 323 : 317, 1, tiled ? 16 * random.nextInt(40) : random.nextInt(4)},
      {347, random.nextInt(4) == 0 ? content.length : 0, from},
    };
    tiff.put(Samples.ascii("II*\0")).putInt(8).putShort((short) tags.length);
    for (int[] tag : tags) {
      int type = tag[0] == 347 ? 7 : 4;
      tiff.putShort((short) tag[0]).putShort((short) type).putInt(tag[1]).putInt(tag[2]);
    }
    tiff.position(from).put(content);
    for (int i = 0; i < parts; i++) {
      tiff.putInt(offsetsAt + 4 * i, random.nextInt(9) == 0 ? random.nextInt() : from);
      tiff.putInt(offsetsAt + 4 * (parts + i), content.length);
    }
    return tiff.array();
  }

  /** Fields of four bytes set to what is extreme, mostly near the ends, where headers are. */
  private byte[] edited(byte[] picture) {
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

  /** The head of one picture and the tail of another, or of itself. */
  private byte[] spliced() {
    byte[] head = samples.get(random.nextInt(samples.size()));
    byte[] tail = samples.get(random.nextInt(samples.size()));
    byte[] middle = repeated(Arrays.copyOfRange(head, 0, random.nextInt(head.length)), 40);
    int from = random.nextInt(tail.length);
    byte[] spliced = Samples.joined(middle, Arrays.copyOfRange(tail, from, tail.length));
    return random.nextInt(3) == 0 && spliced.length > 8 ? edited(spliced) : spliced;
  }
}
