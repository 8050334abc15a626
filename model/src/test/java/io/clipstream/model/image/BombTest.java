package io.clipstream.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.clipstream.model.image.DecodeResult.Rejected;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Small files that claim or unfold to a lot are refused before memory is taken for them. */
class BombTest {
  private static final long FEW_BYTES = 3 << 20;

  static Stream<Map.Entry<String, byte[]>> bombs() {
    Map<String, byte[]> bombs = new LinkedHashMap<>();
    bombs.put("png, both sides", Samples.png(60_000, 60_000, 8, 6, new byte[0], new byte[100]));
    bombs.put(
        "png, side of 2^31 - 1", Samples.png(Integer.MAX_VALUE, 1, 8, 6, new byte[0], new byte[9]));
    bombs.put("png, negative side", Samples.png(-1, 5, 8, 6, new byte[0], new byte[9]));
    bombs.put(
        "png, no pixels for its sides", Samples.png(7000, 7000, 8, 6, new byte[0], new byte[100]));
    bombs.put("png, many frames", Samples.png(4, 4, 8, 0, manyFrames(), new byte[20]));
    bombs.put("gif, canvas", gif(65_535, 65_535, 2, 2));
    bombs.put("gif, frame", gif(2, 2, 65_535, 65_535));
    bombs.put("gif, many frames", manyGifFrames(1_001));
    bombs.put("bmp", bmp(40_000, 40_000, 24));
    bombs.put("bmp, negative height", bmp(40_000, -40_000, 24));
    bombs.put("bmp, lowest height", bmp(4, Integer.MIN_VALUE, 24));
    bombs.put("bmp, no pixels for its sides", bmp(7_000, 7_000, 24));
    bombs.put("bmp, run-length", bmp(16_000, 16_000, 8, 1));
    bombs.put("webp, lossless", Samples.losslessWebp(16_384, 16_384, 0xff000000));
    bombs.put("webp, lossy", edited(Samples.lossyWebp(16, 16), 26, 0xff, 0x3f, 0xff, 0x3f));
    bombs.put("webp, canvas", canvas(1 << 24, 1 << 24, Samples.lossyFrame(16, 16)));
    bombs.put("webp, canvas of other size", canvas(7000, 7000, Samples.lossyFrame(16, 16)));
    bombs.put("jpeg", jpeg(65_312, 8_224));
    bombs.put("jpeg, no pixels for its sides", jpeg(7_000, 7_000));
    bombs.put("jpeg, many scans", manyScans(101));
    bombs.put("tiff", tiff(60_000, 60_000, 1, 8, 60_000));
    bombs.put("tiff, samples", tiff(100, 100, 60_000, 8, 100));
    bombs.put("tiff, bits", tiff(100, 100, 3, 60_000, 100));
    bombs.put("tiff, no pixels for its sides", tiff(7_000, 7_000, 3, 8, 7_000));
    bombs.put("tiff, strips", tiff(10, 16_000, 1, 8, 1));
    bombs.put("tiff, fax of many samples", tiffOf(4, 7_071, 7_071, 8, 16));
    bombs.put("tiff, fax of many bits", tiffOf(3, 100, 100, 1, 16));
    bombs.put("tiff, old JPEG", tiffOf(6, 16, 16, 3, 8));
    bombs.put("tiff, 64 bits a sample", tiffOf(5, 7_000, 7_000, 2, 64));
    bombs.put("tiff, more strips than rows", tiffOfStrips(11_500));
    bombs.put("tiff, strips that overlap", tiffOfStrips(-2));
    bombs.put("gif, few codes for its canvas", gif(16_384, 3_051, 1, 1));
    bombs.put("gif, few codes for its frame", gif(16_384, 3_051, 16_384, 3_051));
    bombs.put("jpeg, tables without end", jpegOfTables(3_000));
    return bombs.entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void areRefusedCheaply(Map.Entry<String, byte[]> bomb) {
    Pictures.DECODER.decode(bomb.getValue()); // classes are loaded, readers registered
    long before = allocated();
    DecodeResult result = Pictures.DECODER.decode(bomb.getValue(), 224);
    long taken = allocated() - before;
    assertThat(result).isInstanceOf(Rejected.class);
    assertThat(((Rejected) result).reason())
        .isIn(RejectReason.TOO_LARGE, RejectReason.CORRUPT, RejectReason.UNSUPPORTED);
    assertThat(taken).isLessThan(FEW_BYTES);
  }

  @Test
  void pngTextAndProfileThatInflateEnormouslyCostNothing() {
    byte[] zeros = Samples.deflated(new byte[200 << 20]);
    byte[] text = Samples.pngChunk("zTXt", Samples.joined(Samples.ascii("k\0\0"), zeros));
    byte[] profile = Samples.pngChunk("iCCP", Samples.joined(Samples.ascii("p\0\0"), zeros));
    byte[] palette = Samples.pngChunk("PLTE", new byte[3]);
    byte[] chunks = Samples.joined(profile, text, palette);
    byte[] png = Samples.png(1, 1, 8, 3, chunks, new byte[2]);
    Pictures.decoded(png);
    long before = allocated();
    Pictures.decoded(png);
    assertThat(allocated() - before).isLessThan(4L * (4 << 20));
  }

  @Test
  void onlyTheFirstOfManyProfilesIsInflatedAndOnlySoFar() {
    byte[] zeros = Samples.deflated(new byte[4 << 20]);
    byte[] profile = Samples.pngChunk("iCCP", Samples.joined(Samples.ascii("p\0\0"), zeros));
    byte[][] profiles = new byte[500][];
    Arrays.fill(profiles, profile);
    byte[] png = Samples.png(1, 1, 8, 0, Samples.joined(profiles), new byte[2]);
    Pictures.decoded(png);
    long before = allocated();
    Pictures.decoded(png);
    assertThat(allocated() - before).isLessThan(8 << 20);
  }

  /** 65,536 groups of codes, of which the only pixels are of the last. */
  @Test
  void losslessWebpOfGroupsWithoutNumberTakesMemoryForThoseInUse() {
    byte[] webp = Heavy.losslessWebpOfGroups();
    Pictures.decoded(webp);
    long before = allocated();
    assertThat(Pictures.decoded(webp).argb()).hasSize(16);
    assertThat(allocated() - before).isLessThan(2 << 20);
  }

  @Test
  void pngThatInflatesBeyondItsSidesStopsAtThem() {
    byte[] png = Samples.png(4, 4, 8, 0, new byte[0], new byte[100 << 20]);
    Pictures.DECODER.decode(png);
    long before = allocated();
    assertThat(Pictures.decoded(png).argb()).hasSize(16);
    assertThat(allocated() - before).isLessThan(16 << 20);
  }

  @Test
  void limitsAreConfigurable() {
    byte[] png = Samples.png(40, 30, 8, 0, new byte[0], new byte[41 * 30]);
    for (ImageLimits limits :
        new ImageLimits[] {
          ImageLimits.DEFAULT.withSide(39),
          ImageLimits.DEFAULT.withPixels(1199),
          ImageLimits.DEFAULT.withBytes(png.length - 1)
        }) {
      assertThat(ImageDecoderTest.reason(new ImageDecoder(limits).decode(png)))
          .isEqualTo(RejectReason.TOO_LARGE);
    }
    ImageLimits exact = new ImageLimits(png.length, 1200, 40, 1);
    assertThat(Pictures.decoded(new ImageDecoder(exact).decode(png)).width()).isEqualTo(40);
    assertThat(
            ImageDecoderTest.reason(new ImageDecoder(exact.withSide(99)).decode(gif(3, 3, 9, 0))))
        .isEqualTo(RejectReason.CORRUPT);
  }

  @Test
  void framesBeyondTheLimitAreRefusedAndTheLimitIsNot() {
    assertThat(Pictures.DECODER.decode(manyGifFrames(1_000)))
        .isInstanceOf(DecodeResult.Decoded.class);
    assertThat(ImageDecoderTest.reason(Pictures.DECODER.decode(manyGifFrames(1_001))))
        .isEqualTo(RejectReason.TOO_LARGE);
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  private static byte[] edited(byte[] bytes, int at, int... values) {
    byte[] edited = bytes.clone();
    for (int i = 0; i < values.length; i++) {
      edited[at + i] = (byte) values[i];
    }
    return edited;
  }

  private static byte[] manyFrames() {
    return Samples.pngChunk("acTL", ByteBuffer.allocate(8).putInt(1 << 30).array());
  }

  private static byte[] gif(int screenWidth, int screenHeight, int width, int height) {
    ByteBuffer gif = ByteBuffer.allocate(19).order(ByteOrder.LITTLE_ENDIAN);
    gif.put(Samples.ascii("GIF89a")).putShort((short) screenWidth).putShort((short) screenHeight);
    gif.put(new byte[] {(byte) 0x80, 0, 0, 1, 2, 3, 4, 5, 6});
    return Samples.joined(gif.array(), gifFrame(width, height), new byte[] {0x3b});
  }

  private static byte[] gifFrame(int width, int height) {
    ByteBuffer frame = ByteBuffer.allocate(15).order(ByteOrder.LITTLE_ENDIAN);
    frame.put((byte) 0x2c).putInt(0).putShort((short) width).putShort((short) height);
    frame.put(new byte[] {0, 2, 2, 0x4c, 1, 0});
    return frame.array();
  }

  private static byte[] manyGifFrames(int count) {
    byte[] one = gif(1, 1, 1, 1);
    byte[][] parts = new byte[count][];
    Arrays.fill(parts, gifFrame(1, 1));
    parts[0] = Arrays.copyOf(one, one.length - 1);
    return Samples.joined(Samples.joined(parts), new byte[] {0x3b});
  }

  private static byte[] bmp(int width, int height, int bits) {
    return bmp(width, height, bits, 0);
  }

  private static byte[] bmp(int width, int height, int bits, int compression) {
    ByteBuffer bmp = ByteBuffer.allocate(2_000).order(ByteOrder.LITTLE_ENDIAN);
    bmp.put(Samples.ascii("BM")).putInt(2_000).putInt(0).putInt(1078);
    bmp.putInt(40).putInt(width).putInt(height).putShort((short) 1).putShort((short) bits);
    bmp.putInt(compression);
    return bmp.array();
  }

  private static byte[] canvas(int width, int height, byte[] frame) {
    byte[] header = Samples.extendedHeader(0, width, height);
    return Samples.riff(Samples.joined(header, Samples.chunk("VP8 ", frame)));
  }

  private static byte[] jpeg(int width, int height) {
    byte[] jpeg = Samples.ofEveryFormat().get("jpeg-baseline");
    int frame = frameAt(jpeg);
    return edited(jpeg, frame + 5, height >> 8, height, width >> 8, width);
  }

  private static int frameAt(byte[] jpeg) {
    int at = 2;
    while ((jpeg[at + 1] & 0xff) != 0xc0) {
      at += 2 + ((jpeg[at + 2] & 0xff) << 8 | (jpeg[at + 3] & 0xff));
    }
    return at;
  }

  /** The same scan again and again: each costs time for every pixel. */
  private static byte[] manyScans(int count) {
    byte[] jpeg = Samples.ofEveryFormat().get("jpeg-gray");
    int scan = 2;
    while ((jpeg[scan + 1] & 0xff) != 0xda) {
      scan += 2 + ((jpeg[scan + 2] & 0xff) << 8 | (jpeg[scan + 3] & 0xff));
    }
    byte[][] parts = new byte[count + 1][];
    Arrays.fill(parts, Arrays.copyOfRange(jpeg, scan, jpeg.length - 2));
    parts[0] = Arrays.copyOf(jpeg, scan);
    return Samples.joined(Samples.joined(parts), new byte[] {(byte) 0xff, (byte) 0xd9});
  }

  private static byte[] jpegOfTables(int count) {
    byte[] jpeg = Samples.ofEveryFormat().get("jpeg-gray");
    byte[][] segments = new byte[count][];
    Arrays.fill(segments, new byte[] {(byte) 0xff, (byte) 0xdd, 0, 4, 0, 0});
    byte[] tail = Arrays.copyOfRange(jpeg, 2, jpeg.length);
    return Samples.joined(Arrays.copyOf(jpeg, 2), Samples.joined(segments), tail);
  }

  private static byte[] tiff(int width, int height, int samples, int bits, int rowsPerStrip) {
    return tiff(5, width, height, samples, bits, rowsPerStrip);
  }

  private static byte[] tiffOf(int compression, int width, int height, int samples, int bits) {
    return tiff(compression, width, height, samples, bits, height);
  }

  /** Of eight rows in one strip, or with a negative count in two that are the same bytes. */
  private static byte[] tiffOfStrips(int count) {
    int strips = Math.abs(count);
    byte[] tiff = tiff(1, 8, 8, 1, 8, count < 0 ? 4 : 8);
    int tables = tiff.length;
    ByteBuffer out = ByteBuffer.wrap(Arrays.copyOf(tiff, tables + 8 * strips));
    out.order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(10 + 12 * 5 + 4, strips).putInt(10 + 12 * 5 + 8, tables);
    out.putInt(10 + 12 * 8 + 4, strips).putInt(10 + 12 * 8 + 8, tables + 4 * strips);
    for (int i = 0; i < strips; i++) {
      out.putInt(tables + 4 * i, 200).putInt(tables + 4 * (strips + i), 64);
    }
    return out.array();
  }

  private static byte[] tiff(
      int compression, int width, int height, int samples, int bits, int rowsPerStrip) {
    int[][] tags = {
      {256, width},
      {257, height},
      {258, bits},
      {259, compression},
      {262, 1},
      {273, 200},
      {277, samples},
      {278, rowsPerStrip},
      {279, 20},
    };
    ByteBuffer tiff = ByteBuffer.allocate(300).order(ByteOrder.LITTLE_ENDIAN);
    tiff.put(Samples.ascii("II*\0")).putInt(8).putShort((short) tags.length);
    for (int[] tag : tags) {
      tiff.putShort((short) tag[0]).putShort((short) 4).putInt(1).putInt(tag[1]);
    }
    return tiff.array();
  }
}
