package io.clipstream.model.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Makes pictures that mean ill, of every format and without end: headers that lie, parts that are
 * repeated or overlap, passes, scans, tiles, codes, profiles, metadata and frames without number.
 * The same seed makes the same pictures.
 */
final class HostilePictures {
  private final HostileParts bytes;
  private final HostileMetadata metadata;
  private final HostileJpeg jpegs;
  private final HostileWebp webps;
  private final Random random;
  private final List<Supplier<byte[]>> recipes;

  HostilePictures(long seed) {
    this.bytes = new HostileParts(seed);
    this.metadata = new HostileMetadata(bytes);
    this.jpegs = new HostileJpeg(bytes, metadata);
    this.webps = new HostileWebp(bytes, metadata);
    this.random = bytes.random;
    this.recipes =
        List.of(
            jpegs::jpeg,
            this::png,
            this::gif,
            this::bmp,
            webps::losslessWebp,
            webps::lossyWebp,
            webps::animatedWebp,
            this::tiff,
            this::spliced);
  }

  /** The next one; some are damaged on top. */
  byte[] next() {
    byte[] picture = recipes.get(random.nextInt(recipes.size())).get();
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

  /** Any depth, passes, rows that are too few or deflate to a lot; chunks again and again. */
  private byte[] png() {
    int width = random.nextInt(4) == 0 ? bytes.side() : bytes.allowedSide();
    int height = random.nextInt(4) == 0 ? bytes.side() : bytes.allowedSide();
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
      chunks.writeBytes(bytes.repeated(pngChunk(), 400));
    }
    return Samples.joined(
        new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10},
        Samples.pngChunk("IHDR", header.array()),
        Samples.pngChunk("PLTE", bytes.noise(256)),
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
              "iCCP", Samples.joined(Samples.ascii("p\0\0"), Samples.deflated(metadata.profile())));
      case 2 -> Samples.pngChunk("zTXt", Samples.joined(Samples.ascii("k\0\0"), inflating));
      case 3 -> Samples.pngChunk("tRNS", bytes.noise(300));
      case 4 -> Samples.pngChunk("eXIf", metadata.exifPart());
      case 5 -> Samples.pngChunk("acTL", bytes.noise(8));
      default -> Samples.pngChunk("IDAT", bytes.noise(40));
    };
  }

  /** Screens and frames of any size, on and off each other; codes that unfold to long runs. */
  private byte[] gif() {
    ByteBuffer screen = ByteBuffer.allocate(13 + 12).order(ByteOrder.LITTLE_ENDIAN);
    screen.put(Samples.ascii("GIF89a"));
    screen.putShort((short) (random.nextInt(3) == 0 ? bytes.side() : bytes.allowedSide()));
    screen.putShort((short) (random.nextInt(3) == 0 ? bytes.side() : bytes.allowedSide()));
    screen.put((byte) 0x81).position(25);
    ByteBuffer frame = ByteBuffer.allocate(11).order(ByteOrder.LITTLE_ENDIAN);
    frame.put((byte) 0x2c).putShort((short) random.nextInt(20)).putShort((short) random.nextInt(9));
    frame.putShort((short) (random.nextInt(3) == 0 ? bytes.side() : bytes.allowedSide()));
    frame.putShort((short) (random.nextInt(3) == 0 ? bytes.side() : bytes.allowedSide()));
    frame.put((byte) (random.nextInt(3) == 0 ? 0x40 : 0)).put((byte) (1 + random.nextInt(12)));
    byte[] whole = Samples.joined(frame.array(), codes(), new byte[1]);
    byte[] control = {0x21, (byte) 0xf9, 4, (byte) random.nextInt(), 0, 0, 1, 0};
    return Samples.joined(
        screen.array(),
        bytes.repeated(control, 50),
        bytes.repeated(whole, 1_200),
        new byte[] {0x3b});
  }

  /** Sub-blocks of code bits, from one each to runs of ones. */
  private byte[] codes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = random.nextInt(random.nextInt(20) == 0 ? 120 : 4); i >= 0; i--) {
      byte[] block = bytes.noise(255);
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
    byte[] pixels = bytes.noise(random.nextInt(20) == 0 ? 200_000 : 2_000);
    ByteBuffer bmp = ByteBuffer.allocate(1078 + pixels.length).order(ByteOrder.LITTLE_ENDIAN);
    int[] depths = {1, 4, 8, 16, 24, 32, 3};
    bmp.put(Samples.ascii("BM")).putInt(bmp.capacity()).putInt(0);
    bmp.putInt(random.nextInt(6) == 0 ? random.nextInt() : 1078);
    bmp.putInt(random.nextInt(6) == 0 ? random.nextInt(200) : 40);
    bmp.putInt(random.nextInt(3) == 0 ? bytes.side() : bytes.allowedSide());
    bmp.putInt(
        (random.nextInt(3) == 0 ? bytes.side() : bytes.allowedSide())
            * (random.nextBoolean() ? 1 : -1));
    bmp.putShort((short) 1).putShort((short) depths[random.nextInt(depths.length)]);
    bmp.putInt(random.nextInt(8)).position(46);
    bmp.putInt(random.nextInt(4) == 0 ? random.nextInt() : 0).position(1078);
    bmp.put(pixels);
    return bmp.array();
  }

  /** A directory whose entries say anything, strips and tiles that overlap, JPEGs inside. */
  private byte[] tiff() {
    if (random.nextInt(4) == 0) {
      return bytes.edited(bytes.sample("MM\0*"));
    }
    int[] compressions = {1, 2, 3, 4, 5, 6, 7, 8, 32_771, 32_773, 32_946};
    int parts = 1 + random.nextInt(random.nextInt(6) == 0 ? 5_000 : 4);
    boolean tiled = random.nextInt(3) == 0;
    byte[] content = random.nextInt(3) == 0 ? jpegs.jpeg() : bytes.noise(3_000);
    int from = 8 + 2 + 12 * 13 + 4;
    int offsetsAt = from + content.length;
    ByteBuffer tiff = ByteBuffer.allocate(offsetsAt + 8 * parts).order(ByteOrder.LITTLE_ENDIAN);
    int[][] tags = {
      {256, 1, random.nextInt(3) == 0 ? bytes.side() : bytes.allowedSide()},
      {257, 1, random.nextInt(3) == 0 ? bytes.side() : bytes.allowedSide()},
      {258, 1, new int[] {1, 8, 8, 16, 32, 64, 5}[random.nextInt(7)]},
      {259, 1, compressions[random.nextInt(compressions.length)]},
      {262, 1, random.nextInt(9)},
      {tiled ? 324 : 273, parts, parts == 1 ? from : offsetsAt},
      {277, 1, 1 + random.nextInt(8)},
      {278, 1, random.nextInt(3) == 0 ? bytes.side() : 1 + random.nextInt(60)},
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

  /** The head of one picture and the tail of another, or of itself. */
  private byte[] spliced() {
    byte[] head = bytes.anySample();
    byte[] tail = bytes.anySample();
    byte[] middle = bytes.repeated(Arrays.copyOfRange(head, 0, random.nextInt(head.length)), 40);
    int from = random.nextInt(tail.length);
    byte[] spliced = Samples.joined(middle, Arrays.copyOfRange(tail, from, tail.length));
    return random.nextInt(3) == 0 && spliced.length > 8 ? bytes.edited(spliced) : spliced;
  }
}
