package io.clipstream.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.image.DecodeResult.Rejected;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  private static final BufferedImage PHOTOGRAPH =
      Pictures.photograph(64, 48, BufferedImage.TYPE_INT_RGB, 0);

  static Stream<Map.Entry<String, byte[]>> samples() {
    return Samples.ofEveryFormat().entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyFormatDecodesAtItsSize(Map.Entry<String, byte[]> sample) {
    Picture picture = Pictures.decoded(sample.getValue());
    assertThat(picture.width()).isEqualTo(61);
    assertThat(picture.height()).isEqualTo(43);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "tiff"})
  void losslessFormatsKeepEveryPixel(String format) {
    assertThat(Pictures.decoded(Pictures.written(PHOTOGRAPH, format)).argb())
        .isEqualTo(Pictures.pixels(PHOTOGRAPH));
  }

  @ParameterizedTest
  @ValueSource(strings = {"LZW", "ZLib", "Deflate", "PackBits"})
  void compressedTiffsKeepEveryPixel(String compression) {
    assertThat(Pictures.decoded(Samples.written(PHOTOGRAPH, "tiff", compression)).argb())
        .isEqualTo(Pictures.pixels(PHOTOGRAPH));
  }

  @ParameterizedTest
  @ValueSource(ints = {34_925, 50_001, 50_000, 0, 65_535}) // LZMA, WebP, Zstandard, none that is
  void tiffsOfOtherCompressionsAreUnsupported(int compression) {
    byte[] tiff = Samples.written(PHOTOGRAPH, "tiff", "LZW");
    String text = new String(tiff, StandardCharsets.ISO_8859_1);
    int entry = text.indexOf("\1\3\0\3\0\0\0\1"); // tag 259: one short, big-endian
    ByteBuffer.wrap(tiff).putShort(entry + 8, (short) compression);
    DecodeResult result = Pictures.DECODER.decode(tiff);
    assertThat(result).isInstanceOf(DecodeResult.Rejected.class);
    assertThat(((DecodeResult.Rejected) result).reason()).isEqualTo(RejectReason.UNSUPPORTED);
    assertThat(((DecodeResult.Rejected) result).message())
        .contains("compression " + compression + ", expected none");
  }

  @Test
  void interlacedPngKeepsEveryPixel() {
    assertThat(Pictures.decoded(Samples.written(PHOTOGRAPH, "png", null)).argb())
        .isEqualTo(Pictures.pixels(PHOTOGRAPH));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void jpegIsCloseToWhatWasWritten(boolean progressive) {
    BufferedImage photograph = Pictures.photograph(320, 240, BufferedImage.TYPE_INT_RGB, 0);
    byte[] jpeg = Pictures.jpeg(photograph, 0.95, progressive);
    assertThat(difference(jpeg, Pictures.pixels(photograph))).isLessThan(3);
  }

  @Test
  void grayKeepsItsLevelsInEveryFormat() {
    BufferedImage gray = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 256; i++) {
      gray.getRaster().setSample(i % 16, i / 16, 0, i);
    }
    for (String format : List.of("png", "bmp", "tiff")) {
      assertThat(grayLevels(Pictures.written(gray, format))).as(format).isEqualTo(levels(0));
    }
    int[] jpeg = grayLevels(Pictures.jpeg(gray, 1, false));
    for (int i = 0; i < 256; i++) {
      assertThat(jpeg[i]).isBetween(i - 4, i + 4);
    }
  }

  @Test
  void sixteenBitGrayKeepsItsHighByte() {
    BufferedImage gray = new BufferedImage(16, 16, BufferedImage.TYPE_USHORT_GRAY);
    for (int i = 0; i < 256; i++) {
      gray.getRaster().setSample(i % 16, i / 16, 0, i * 257);
    }
    assertThat(grayLevels(Pictures.written(gray, "png"))).isEqualTo(levels(0));
    assertThat(grayLevels(Pictures.written(gray, "tiff"))).isEqualTo(levels(0));
  }

  @Test
  void sixteenBitColourWithAlphaIsScaled() {
    byte[] row = {0, (byte) 0xff, (byte) 0xff, (byte) 0x80, (byte) 0x80, 0, 0, (byte) 0x40, 0x40};
    byte[] png = Samples.png(1, 1, 16, 6, new byte[0], row);
    assertThat(Pictures.decoded(png).argb()).containsExactly(0x40ff8000);
  }

  @Test
  void paletteOfTwoBitsWithTransparencyIsLookedUp() {
    byte[] palette = Samples.pngChunk("PLTE", new byte[] {9, 8, 7, 1, 2, 3, 4, 5, 6});
    byte[] alpha = Samples.pngChunk("tRNS", new byte[] {0, 100});
    byte[] row = {0, (byte) 0b00_01_10_00};
    byte[] png = Samples.png(3, 1, 2, 3, Samples.joined(palette, alpha), row);
    assertThat(Pictures.decoded(png).argb()).containsExactly(0x00090807, 0x64010203, 0xff040506);
  }

  @Test
  void bilevelPngIsBlackAndWhite() {
    byte[] png = Samples.png(2, 1, 1, 0, new byte[0], new byte[] {0, 0x40});
    assertThat(Pictures.decoded(png).argb()).containsExactly(0xff000000, 0xffffffff);
  }

  @Test
  void grayWithAlphaKeepsBoth() {
    byte[] png = Samples.png(1, 1, 8, 4, new byte[0], new byte[] {0, 77, 55});
    assertThat(Pictures.decoded(png).argb()).containsExactly(55 << 24 | 77 * 0x010101);
  }

  @Test
  void losslessWebpHasItsColourAndAlpha() {
    Picture picture = Pictures.decoded(Samples.losslessWebp(5, 4, 0x80336699));
    assertThat(picture.argb()).containsOnly(0x80336699);
  }

  @Test
  void lossyWebpTakesItsAlphaFromTheAlphaChunk() {
    Picture picture = Pictures.decoded(Samples.alphaWebp(20, 18, 0x33));
    assertThat(Arrays.stream(picture.argb())).allMatch(pixel -> pixel >>> 24 == 0x33);
  }

  @Test
  void firstFrameOfAnAnimatedWebpLiesOnItsCanvas() {
    Samples.BitWriter frame = new Samples.BitWriter();
    frame.put(1, 24).put(2, 24).put(2, 24).put(1, 24).put(0, 32); // at (2, 4), 3 x 2
    byte[] still = Samples.losslessWebp(3, 2, 0xff112233);
    byte[] header = Arrays.copyOf(frame.bytes(), 16);
    byte[] pixels = Arrays.copyOfRange(still, 12, still.length);
    byte[] chunk = Samples.chunk("ANMF", Samples.joined(header, pixels));
    byte[] webp = Samples.riff(Samples.joined(Samples.extendedHeader(2, 8, 8), chunk, chunk));
    Picture picture = Pictures.decoded(webp);
    assertThat(picture.width()).isEqualTo(8);
    assertThat(picture.argb()[4 * 8 + 2]).isEqualTo(0xff112233);
    assertThat(picture.argb()[5 * 8 + 4]).isEqualTo(0xff112233);
    assertThat(picture.argb()[0]).isZero();
    assertThat(picture.argb()[6 * 8 + 2]).isZero();
  }

  @Test
  void gifFrameOffTheCornerLiesOnTransparency() {
    byte[] gif =
        Samples.joined(
            Samples.ascii("GIF89a"),
            new byte[] {4, 0, 3, 0, (byte) 0x80, 0, 0, 1, 2, 3, 4, 5, 6},
            new byte[] {0x2c, 1, 0, 1, 0, 1, 0, 1, 0, 0, 2, 2, 0x4c, 1, 0, 0x3b});
    Picture picture = Pictures.decoded(gif);
    assertThat(picture.width()).isEqualTo(4);
    assertThat(picture.argb()).containsOnlyOnce(0xff040506);
    assertThat(picture.argb()[4 + 1]).isEqualTo(0xff040506);
    assertThat(picture.argb()[0]).isZero();
  }

  @Test
  void cmykAndYcckJpegsComeOutInTheirColours() {
    // Adobe stores inverted inks: 255 is none. Here: red, from full magenta and yellow; in YCCK
    // the inks are inverted once more, so that red is coded as cyan.
    byte[] cmyk = Pictures.fourBandJpeg(255, 0, 0, 255, 0);
    byte[] ycck = Pictures.fourBandJpeg(179, 171, 0, 255, 2);
    for (byte[] jpeg : List.of(cmyk, ycck)) {
      int pixel = Pictures.decoded(jpeg).argb()[40];
      assertThat(pixel >> 16 & 255).isGreaterThan(200);
      assertThat(pixel >> 8 & 255).isLessThan(60);
      assertThat(pixel & 255).isLessThan(60);
    }
  }

  @Test
  void embeddedProfileIsHonoured() {
    byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    byte[] named = Samples.joined(Samples.ascii("p\0\0"), Samples.deflated(linear));
    byte[] profile = Samples.pngChunk("iCCP", named);
    byte[] png = Samples.png(1, 1, 8, 2, profile, new byte[] {0, 55, 0, (byte) 255});
    int pixel = Pictures.decoded(png).argb()[0];
    // Linear 55/255 is 0.502 in sRGB's curve (IEC 61966-2-1): 128.
    assertThat(pixel >> 16 & 255).isBetween(126, 130);
    assertThat(pixel & 0xffff).isBetween(0x00fd, 0x02ff);
  }

  @Test
  void brokenProfileIsIgnored() {
    byte[] jpeg = Pictures.jpeg(PHOTOGRAPH, 0.9, false);
    byte[] broken = Samples.joined(Samples.ascii("ICC_PROFILE\0\1\1"), new byte[300]);
    broken[14 + 16] = 'R';
    broken[14 + 17] = 'G';
    broken[14 + 18] = 'B';
    broken[14 + 19] = ' ';
    assertThat(Pictures.decoded(Samples.withSegment(jpeg, 0xe2, broken)).argb())
        .isEqualTo(Pictures.decoded(jpeg).argb());
  }

  @Test
  void anyNumberOfThreadsGetTheSamePixels() throws Exception {
    Map<String, byte[]> samples = Samples.ofEveryFormat();
    List<int[]> expected =
        samples.values().stream().map(bytes -> Pictures.decoded(bytes).argb()).toList();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<List<int[]>> all =
          () -> samples.values().stream().map(bytes -> Pictures.decoded(bytes).argb()).toList();
      for (var result : threads.invokeAll(List.of(all, all, all, all, all, all, all, all))) {
        assertThat(result.get()).usingElementComparator(Arrays::compare).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void filesAreReadByTheirContentAndNotTheirName(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("really-a-png.jpg");
    Files.write(file, Pictures.written(PHOTOGRAPH, "png"));
    assertThat(Pictures.decoded(Pictures.DECODER.read(file)).width()).isEqualTo(64);
  }

  @Test
  void whatCannotBeReadIsUnreadable(@TempDir Path folder) {
    assertThat(reason(Pictures.DECODER.read(folder.resolve("missing.png"))))
        .isEqualTo(RejectReason.UNREADABLE);
    assertThat(reason(Pictures.DECODER.read(folder))).isEqualTo(RejectReason.UNREADABLE);
  }

  @Test
  void filesAboveTheByteLimitAreNotRead(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("big.png");
    Files.write(file, new byte[2000]);
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT.withBytes(1999));
    assertThat(decoder.read(file))
        .isEqualTo(new Rejected(RejectReason.TOO_LARGE, "2000 bytes, limit is 1999"));
    assertThat(reason(decoder.decode(new byte[2000]))).isEqualTo(RejectReason.TOO_LARGE);
  }

  @Test
  void noBytesAndForeignBytesAreToldApart() {
    assertThat(reason(Pictures.DECODER.decode(new byte[0]))).isEqualTo(RejectReason.EMPTY);
    assertThat(reason(Pictures.DECODER.decode(Samples.ascii("<svg/>"))))
        .isEqualTo(RejectReason.UNKNOWN_FORMAT);
  }

  static RejectReason reason(DecodeResult result) {
    assertThat(result).isInstanceOf(Rejected.class);
    return ((Rejected) result).reason();
  }

  private static double difference(byte[] encoded, int[] expected) {
    int[] actual = Pictures.decoded(encoded).argb();
    return Pictures.meanDifference(Pictures.rgb(actual), Pictures.rgb(expected));
  }

  private static int[] grayLevels(byte[] encoded) {
    int[] pixels = Pictures.decoded(encoded).argb();
    assertThat(Arrays.stream(pixels)).allMatch(p -> p == (0xff000000 | (p & 255) * 0x010101));
    return Arrays.stream(pixels).map(p -> p & 255).toArray();
  }

  private static int[] levels(int first) {
    return IntStream.range(first, 256).toArray();
  }
}
