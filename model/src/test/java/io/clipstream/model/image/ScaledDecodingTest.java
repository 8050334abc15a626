package io.clipstream.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.image.jpeg.NotReducible;
import io.clipstream.model.image.jpeg.ScaledImage;
import io.clipstream.model.image.jpeg.ScaledJpegDecoder;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reduced-scale JPEG decoding, held against decoding at full size. */
class ScaledDecodingTest {
  private static final int SIDE = 64;

  /** The tolerance: levels of difference after preprocessing, in the mean and at most. */
  private static final double MEAN = 0.75;

  private static final int MOST = 24;

  private final Preprocessor clip = new Preprocessor(Preprocessing.clip(SIDE));

  @ParameterizedTest
  @CsvSource({
    "1400, 1050, false, INT_RGB", "1399, 1051, false, INT_RGB",
    "1400, 1050, true, INT_RGB", "1391, 1045, true, INT_RGB",
    "640, 480, false, INT_RGB", "637, 479, true, INT_RGB",
    "400, 300, false, INT_RGB", "391, 273, true, INT_RGB",
    "1400, 1050, false, BYTE_GRAY", "637, 479, true, BYTE_GRAY",
  })
  void preprocessedPicturesAreWithinTheTolerance(
      int width, int height, boolean progressive, String type) {
    int kind = type.equals("INT_RGB") ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_BYTE_GRAY;
    byte[] jpeg = Pictures.jpeg(Pictures.photograph(width, height, kind, 12), 0.88, progressive);
    Picture reduced = Pictures.decoded(Pictures.DECODER.decode(jpeg, SIDE));
    assertThat(reduced.width()).isLessThanOrEqualTo((width + 1) / 2);
    assertThat(Math.min(reduced.width(), reduced.height())).isGreaterThanOrEqualTo(2 * SIDE);
    byte[] actual = clip.apply(reduced);
    byte[] expected = clip.apply(Pictures.decoded(jpeg));
    assertThat(Pictures.meanDifference(actual, expected)).isLessThan(MEAN);
    assertThat(Pictures.maxDifference(actual, expected)).isLessThanOrEqualTo(MOST);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8})
  void flatColourIsKeptAtEveryScale(int reduction) {
    BufferedImage flat = new BufferedImage(45, 37, BufferedImage.TYPE_INT_RGB);
    int[] pixels = new int[45 * 37];
    Arrays.fill(pixels, 0x3c78b4);
    flat.setRGB(0, 0, 45, 37, pixels, 0, 45);
    byte[] jpeg =
        ImageHeader.read(Pictures.jpeg(flat, 1, false), ImageLimits.DEFAULT).minimalFile();
    ScaledImage image = ScaledJpegDecoder.decode(jpeg, reduction, ImageLimits.DEFAULT.budget(0));
    assertThat(image.width()).isEqualTo((45 + reduction - 1) / reduction);
    for (int pixel : image.argb()) {
      assertThat(pixel >> 16 & 255).isBetween(0x3c - 2, 0x3c + 2);
      assertThat(pixel >> 8 & 255).isBetween(0x78 - 2, 0x78 + 2);
      assertThat(pixel & 255).isBetween(0xb4 - 2, 0xb4 + 2);
    }
  }

  @Test
  void smallPicturesAreDecodedInFull() {
    byte[] jpeg = Pictures.jpeg(Pictures.photograph(300, 200, 1, 5), 0.9, false);
    Picture picture = Pictures.decoded(Pictures.DECODER.decode(jpeg, 101));
    assertThat(picture.argb()).isEqualTo(Pictures.decoded(jpeg).argb());
  }

  @Test
  void turnedPicturesAreReducedOnlyWhereTheirSidesDivide() {
    byte[] app1 = Samples.joined(Samples.ascii("Exif\0\0"), Samples.exif(6));
    byte[] even = Pictures.jpeg(Pictures.photograph(640, 480, 1, 5), 0.9, false);
    byte[] odd = Pictures.jpeg(Pictures.photograph(638, 478, 1, 5), 0.9, false);
    Picture turned = decode(Samples.withSegment(even, 0xe1, app1));
    assertThat(turned.width()).isEqualTo(480 / 4);
    assertThat(turned.sourceWidth()).isEqualTo(480);
    assertThat(decode(Samples.withSegment(odd, 0xe1, app1)).width()).isEqualTo(478 / 2);
  }

  private static Picture decode(byte[] jpeg) {
    return Pictures.decoded(Pictures.DECODER.decode(jpeg, 60));
  }

  @Test
  void cmykGoesToTheFullDecoder() {
    byte[] jpeg = Pictures.fourBandJpeg(255, 0, 0, 255, 0);
    assertThat(Pictures.decoded(Pictures.DECODER.decode(jpeg, 2)).width()).isEqualTo(16);
  }

  @Test
  void damageIsLeftToTheFullDecodersVerdict() {
    byte[] jpeg = Pictures.jpeg(Pictures.photograph(320, 240, 1, 9), 0.9, false);
    byte[] minimalFile = ImageHeader.read(jpeg, ImageLimits.DEFAULT).minimalFile();
    byte[] half = Arrays.copyOf(minimalFile, minimalFile.length / 2);
    Assertions.assertThatThrownBy(
            () -> ScaledJpegDecoder.decode(half, 4, ImageLimits.DEFAULT.budget(0)))
        .isInstanceOf(NotReducible.class);
    assertThat(Pictures.DECODER.decode(Arrays.copyOf(jpeg, jpeg.length / 2), 32))
        .isEqualTo(Pictures.DECODER.decode(Arrays.copyOf(jpeg, jpeg.length / 2)));
  }
}
