package io.clipstream.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.model.image.DecodeResult.Decoded;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** WebP held against what libwebp makes of it; the pictures' README says how they were made. */
class WebpTest {
  static List<Path> pictures() throws IOException, URISyntaxException {
    Path folder = Path.of(WebpTest.class.getResource("/webp/README.md").toURI()).getParent();
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".webp")).sorted().toList();
    }
  }

  @Test
  void everyKindOfWebpIsAmongThePictures() throws Exception {
    assertThat(pictures()).hasSizeGreaterThan(50);
  }

  @ParameterizedTest
  @MethodSource("pictures")
  void picturesAreThoseOfLibwebp(Path file) throws IOException {
    int[] actual = Pictures.decoded(Files.readAllBytes(file)).argb();
    int[] expected = Pictures.decoded(Files.readAllBytes(expected(file))).argb();
    if (!file.getFileName().toString().startsWith("lossy")) {
      assertThat(Arrays.stream(actual).map(p -> p >>> 24).toArray())
          .isEqualTo(Arrays.stream(expected).map(p -> p >>> 24).toArray());
    }
    assertThat(difference(actual, expected)).isLessThan(0.5);
    for (int shift = 0; shift <= 16; shift += 8) {
      assertThat(bias(actual, expected, shift)).isCloseTo(0, within(0.5));
    }
  }

  @ParameterizedTest
  @MethodSource("pictures")
  void losslessPicturesKeepEveryPixelWithItsAlpha(Path file) throws IOException {
    String name = file.getFileName().toString();
    if (name.startsWith("lossless") || name.startsWith("palette") || name.startsWith("near")) {
      assertThat(Pictures.decoded(Files.readAllBytes(file)).argb())
          .isEqualTo(Pictures.decoded(Files.readAllBytes(expected(file))).argb());
    }
  }

  @Test
  void truncatedPicturesAreCorruptWhereverTheyEnd() throws Exception {
    for (Path file : pictures()) {
      byte[] whole = Files.readAllBytes(file);
      for (int length : new int[] {whole.length / 4, whole.length / 2, whole.length - 20}) {
        DecodeResult result = Pictures.DECODER.decode(Arrays.copyOf(whole, length));
        assertThat(ImageDecoderTest.reason(result)).isEqualTo(RejectReason.CORRUPT);
      }
    }
  }

  @Test
  void picturesOfLibwebpsOwnMakingDecodeOnManyThreads() throws Exception {
    List<Path> files = pictures();
    long decoded =
        files.parallelStream()
            .filter(file -> Pictures.DECODER.read(file) instanceof Decoded)
            .count();
    assertThat(decoded).isEqualTo(files.size());
  }

  private static Path expected(Path file) {
    return Path.of(file.toString().replace(".webp", ".expected.png"));
  }

  private static double difference(int[] actual, int[] expected) {
    return Pictures.meanDifference(Pictures.rgb(actual), Pictures.rgb(expected));
  }

  private static double bias(int[] actual, int[] expected, int shift) {
    double sum = 0;
    for (int i = 0; i < actual.length; i++) {
      sum += (actual[i] >> shift & 255) - (expected[i] >> shift & 255);
    }
    return sum / actual.length;
  }
}
