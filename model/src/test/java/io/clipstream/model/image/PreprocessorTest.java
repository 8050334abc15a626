package io.clipstream.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.image.Preprocessing.Interpolation;
import io.clipstream.model.image.Preprocessing.Resize;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreprocessorTest {
  private static final int SIDE = 224;
  private final Preprocessor clip = new Preprocessor(Preprocessing.clip(SIDE));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "100x61",
        "1200x800",
        "224x224",
        "225x301",
        "301x225",
        "427x640",
        "640x427",
        "999x250",
        "gray-640x427"
      })
  void pngPicturesComeOutExactlyAsTheReferenceHasThem(String name) throws IOException {
    byte[] result = clip.apply(Pictures.decoded(resource(name + ".png")));
    assertThat(result).isEqualTo(rgb(resource(name + ".expected.png")));
  }

  @Test
  void jpegPicturesComeOutWithinDecoderDifferences() throws IOException {
    byte[] result = clip.apply(Pictures.decoded(resource("jpeg-640x427.jpg")));
    byte[] expected = rgb(resource("jpeg-640x427.expected.png"));
    assertThat(Pictures.meanDifference(result, expected)).isLessThan(1.5);
  }

  @ParameterizedTest
  @CsvSource({"SHORTEST_EDGE,17,9", "SQUASH,31,2", "LONGEST_EDGE,9,17", "SHORTEST_EDGE,1,1"})
  void flatColourStaysFlatWhateverTheSizes(Resize resize, int width, int height) {
    int[] argb = new int[width * height];
    Arrays.fill(argb, 0xff336699);
    byte[] out = apply(resize, Interpolation.BILINEAR, 32, new Picture(width, height, argb));
    assertThat(out).hasSize(3 * 32 * 32);
    int centre = 3 * (16 * 32 + 16);
    assertThat(Arrays.copyOfRange(out, centre, centre + 3)).containsExactly(0x33, 0x66, 0x99);
  }

  @Test
  void longestEdgeCentresThePictureOnBlack() {
    int[] argb = new int[8 * 4];
    Arrays.fill(argb, 0xffffffff);
    byte[] out = apply(Resize.LONGEST_EDGE, Interpolation.BICUBIC, 16, new Picture(8, 4, argb));
    for (int y = 0; y < 16; y++) {
      int expected = y >= 4 && y < 12 ? 255 : 0;
      for (int i = 0; i < 48; i++) {
        assertThat(out[48 * y + i] & 255).isEqualTo(expected);
      }
    }
  }

  @Test
  void squashKeepsAllOfThePicture() {
    int[] argb = {0xff000000, 0xffffffff};
    byte[] out = apply(Resize.SQUASH, Interpolation.BILINEAR, 2, new Picture(2, 1, argb));
    assertThat(out).containsExactly(0, 0, 0, -1, -1, -1, 0, 0, 0, -1, -1, -1);
  }

  @Test
  void transparencyLiesOverWhite() {
    int[] argb = {0x00123456, 0x80000000, 0xff102030, 0x00000000};
    byte[] out = apply(Resize.SQUASH, Interpolation.BICUBIC, 2, new Picture(2, 2, argb));
    assertThat(out).containsExactly(-1, -1, -1, 127, 127, 127, 0x10, 0x20, 0x30, -1, -1, -1);
  }

  @Test
  void veryLongPicturesTakeNoMoreMemoryThanTheirCentre() {
    byte[] out = clip.apply(new Picture(16_000, 1, new int[16_000]));
    assertThat(out).hasSize(3 * SIDE * SIDE).containsOnly(-1);
  }

  @Test
  void planesHoldOneChannelEach() {
    byte[] target = new byte[13];
    Preprocessor.toPlanar(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, target, 1);
    assertThat(target).containsExactly(0, 1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12);
  }

  @Test
  void writtenPngReadsBackEqual() throws IOException {
    byte[] rgb = rgb(resource("100x61.expected.png"));
    assertThat(rgb(Preprocessor.png(rgb, SIDE))).isEqualTo(rgb);
  }

  private static byte[] apply(Resize resize, Interpolation filter, int side, Picture picture) {
    return new Preprocessor(
            new Preprocessing(
                side, resize, filter, Preprocessing.CLIP_MEAN, Preprocessing.CLIP_DEVIATION))
        .apply(picture);
  }

  private static byte[] rgb(byte[] png) throws IOException {
    var image = ImageIO.read(new ByteArrayInputStream(png));
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return Pictures.rgb(pixels);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = PreprocessorTest.class.getResourceAsStream("/preprocess/" + name)) {
      return in.readAllBytes();
    }
  }
}
