package io.clipstream.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.clipstream.model.image.cost.SharedMemory;
import io.clipstream.model.image.jpeg.JpegEngine;
import io.clipstream.model.image.jpeg.TurboImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With libjpeg-turbo and without it the same pictures are decoded and refused, and alike. */
class TurboJpegTest {
  private static final String VARIABLE = "CLIPSTREAM_BAD_IMAGES";

  private static final ImageLimits LIMITS = JpegVerdicts.LIMITS;
  private static final JpegVerdicts VERDICTS = new JpegVerdicts(LIMITS.pixels());

  private static final ImageDecoder TURBO =
      new ImageDecoder(LIMITS, SharedMemory.HEAP, JpegEngine.TURBOJPEG);
  private static final ImageDecoder JAVA =
      new ImageDecoder(LIMITS, SharedMemory.HEAP, JpegEngine.JAVA);

  @BeforeAll
  static void needsTheLibrary() {
    assumeTrue(
        JpegEngine.chosen() == JpegEngine.TURBOJPEG,
        "libturbojpeg is not on this machine: install libturbojpeg0");
  }

  @ParameterizedTest
  @CsvSource({
    "640, 480, false, INT_RGB, 0",
    "637, 479, false, INT_RGB, 0",
    "637, 479, true, INT_RGB, 0",
    "640, 480, true, BYTE_GRAY, 0",
    "637, 479, false, BYTE_GRAY, 0",
  })
  void atFullSizePixelsAreThoseOfTheOtherDecoder(
      int width, int height, boolean progressive, String type, int side) {
    byte[] jpeg = Pictures.jpeg(photograph(width, height, type), 0.88, progressive);
    Picture actual = Pictures.decoded(TURBO.decode(jpeg, side));
    assertThat(actual.argb()).isEqualTo(Pictures.decoded(JAVA.decode(jpeg, side)).argb());
    assertThat(isTurboDecoded(jpeg, 1)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"1400, 1050, 8", "1399, 1051, 8", "640, 480, 4", "391, 273, 2"})
  void reducedPicturesHaveTheSidesOfTheOtherDecoders(int width, int height, int reduction) {
    byte[] jpeg = Pictures.jpeg(photograph(width, height, "INT_RGB"), 0.88, false);
    int side = Math.min(width, height) / reduction / 2;
    Picture actual = Pictures.decoded(TURBO.decode(jpeg, side));
    Picture expected = Pictures.decoded(JAVA.decode(jpeg, side));
    assertThat(List.of(actual.width(), actual.height(), actual.sourceWidth()))
        .containsExactly(expected.width(), expected.height(), expected.sourceWidth());
    assertThat(Pictures.meanDifference(Pictures.rgb(actual.argb()), Pictures.rgb(expected.argb())))
        .isLessThan(2);
    assertThat(isTurboDecoded(jpeg, reduction)).isTrue();
  }

  @Test
  void whatItDoesNotDecodeWithoutAWarningIsNotItsAffair() {
    byte[] jpeg = Pictures.jpeg(photograph(320, 240, "INT_RGB"), 0.9, false);
    assertThat(isTurboDecoded(Arrays.copyOf(jpeg, jpeg.length / 2), 1)).isFalse();
    assertThat(TurboImage.decode(jpeg, 321, 240, 1)).isEmpty();
    assertThat(TurboImage.decode(Pictures.fourBandJpeg(255, 0, 0, 255, 0), 16, 16, 1)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void picturesThatEndEarlyOrAreDamagedHaveTheSameFate(boolean progressive) {
    byte[] jpeg = Pictures.jpeg(photograph(320, 240, "INT_RGB"), 0.9, progressive);
    for (int i = 1; i <= 24; i++) {
      assertSameVerdict("cut " + i, Arrays.copyOf(jpeg, jpeg.length * i / 25));
      byte[] damaged = jpeg.clone();
      damaged[jpeg.length * i / 25] ^= (byte) (1 << i % 8);
      assertSameVerdict("damaged " + i, damaged);
    }
  }

  @Test
  void picturesThatMeanIllHaveTheSameFate() {
    HostilePictures hostile = new HostilePictures(41);
    for (int i = 0; i < 2_000; i++) {
      byte[] picture = hostile.next();
      if (isJpeg(picture)) {
        assertSameVerdict("picture " + i, picture);
      }
    }
    Samples.ofEveryFormat().forEach(TurboJpegTest::assertSameVerdict);
    BombTest.bombs().forEach(bomb -> assertSameVerdict(bomb.getKey(), bomb.getValue()));
  }

  @Test
  void soHaveFilesThatOtherProjectsCollected() throws IOException {
    String folder = System.getenv(VARIABLE);
    assumeTrue(folder != null, VARIABLE + " is not set");
    try (Stream<Path> files = Files.walk(Path.of(folder)).filter(Files::isRegularFile)) {
      for (Path file : files.toList()) {
        byte[] bytes = Files.readAllBytes(file);
        if (isJpeg(bytes)) {
          assertSameVerdict(file.toString(), bytes);
        }
      }
    }
  }

  /** The heaviest that it is given cost no more than pictures may. */
  @Test
  void heavyPicturesKeepToTheBudget() throws IOException {
    byte[] many = Heavy.jpegOfScans(Heavy.jpeg(4_000, 3_000, true), 100);
    Map<String, byte[]> heavy =
        Map.of(
            "gray", Heavy.jpeg(7_000, 7_000, false),
            "progressive", Heavy.jpeg(7_000, 7_000, true),
            "colour", Heavy.colourJpeg(5_000, 5_000, true),
            "scans", many);
    for (Map.Entry<String, byte[]> picture : heavy.entrySet()) {
      for (int side : new int[] {0, 224}) {
        Cost.Of<DecodeResult> result = Cost.of(() -> TURBO.decode(picture.getValue(), side));
        result.cost().assertWithinBudget(picture.getKey());
        System.out.println(picture.getKey() + " for " + side + ": " + result.cost());
      }
    }
  }

  private static BufferedImage photograph(int width, int height, String type) {
    boolean colour = type.equals("INT_RGB");
    int kind = colour ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_BYTE_GRAY;
    return Pictures.photograph(width, height, kind, 12);
  }

  private static boolean isJpeg(byte[] bytes) {
    return bytes.length > 1 && bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xd8;
  }

  private static boolean isTurboDecoded(byte[] jpeg, int reduction) {
    ImageHeader header = ImageHeader.read(jpeg, LIMITS);
    var image = TurboImage.decode(header.minimalFile(), header.width(), header.height(), reduction);
    image.ifPresent(TurboImage::close);
    return header.ordinaryJpeg() && image.isPresent();
  }

  private static void assertSameVerdict(String name, byte[] picture) {
    VERDICTS.assertSame(name, picture);
  }
}
