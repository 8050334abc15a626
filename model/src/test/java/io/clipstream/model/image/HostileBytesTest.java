package io.clipstream.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.clipstream.model.image.DecodeResult.Decoded;
import io.clipstream.model.image.DecodeResult.Rejected;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged pictures become a picture or one line, whatever the damage. */
class HostileBytesTest {
  /** A guard against hanging, not a measurement. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Refuses the larger of the sides that edits make up, which would only cost time here. */
  private static final ImageDecoder SMALL =
      new ImageDecoder(ImageLimits.DEFAULT.withPixels(1_000_000));

  static Stream<Map.Entry<String, byte[]>> samples() {
    return Samples.ofEveryFormat().entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void truncatedPicturesDecodeOrAreRejected(Map.Entry<String, byte[]> sample) {
    byte[] bytes = sample.getValue();
    assertTimeoutPreemptively(
        PATIENCE,
        () -> {
          int step = Math.max(1, bytes.length / 150);
          for (int length = 0; length < bytes.length; length += length < 200 ? 1 : step) {
            judge(Arrays.copyOf(bytes, length), sample.getKey() + " cut to " + length);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("samples")
  void picturesCutInHalfAreRejected(Map.Entry<String, byte[]> sample) {
    byte[] bytes = sample.getValue();
    boolean isLossyWebp = sample.getKey().startsWith("webp"); // ours have bytes to spare
    byte[] half = Arrays.copyOf(bytes, isLossyWebp ? 25 : bytes.length / 2);
    assertThat(Pictures.DECODER.decode(half)).isInstanceOf(Rejected.class);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void flippedBytesDecodeOrAreRejected(Map.Entry<String, byte[]> sample) {
    Random random = new Random(sample.getKey().hashCode());
    assertTimeoutPreemptively(
        PATIENCE,
        () -> {
          for (int round = 0; round < 200; round++) {
            byte[] bytes = sample.getValue().clone();
            int range = round % 2 == 0 ? Math.min(100, bytes.length) : bytes.length;
            for (int i = 0; i <= round % 5; i++) {
              bytes[random.nextInt(range)] = (byte) random.nextInt(256);
            }
            judge(bytes, sample.getKey() + " round " + round);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("samples")
  void extremeValuesInHeadersDecodeOrAreRejected(Map.Entry<String, byte[]> sample) {
    byte[] bytes = sample.getValue();
    int[] extremes = {0, 0x7f, 0x80, 0xff};
    assertTimeoutPreemptively(
        PATIENCE,
        () -> {
          for (int at = 0; at < Math.min(120, bytes.length - 4); at++) {
            for (int extreme : extremes) {
              byte[] edited = bytes.clone();
              Arrays.fill(edited, at, at + 1 + at % 4, (byte) extreme);
              judge(edited, sample.getKey() + " byte " + at + " is " + extreme);
            }
          }
        });
  }

  @Test
  void randomBytesBehindEveryMagicNumberDecodeOrAreRejected() {
    String[] magics = {
      "\u00ff\u00d8\u00ff", "\u0089PNG\r\n\u001a\n", "GIF89a", "BM", "II*\0", "MM\0*"
    };
    Random random = new Random(3);
    assertTimeoutPreemptively(
        PATIENCE,
        () -> {
          for (int round = 0; round < 2000; round++) {
            byte[] noise = new byte[random.nextInt(600)];
            random.nextBytes(noise);
            byte[] magic = Samples.ascii(magics[round % magics.length]);
            judge(Samples.joined(magic, noise), "noise " + round);
            judge(Samples.riff(noise), "WebP noise " + round);
          }
        });
  }

  @Test
  void textAndNoiseAreOfUnknownFormat() {
    byte[] noise = new byte[5000];
    new Random(5).nextBytes(noise);
    for (byte[] bytes : new byte[][] {noise, Samples.ascii("no picture at all"), {1}, {0, 0, 0}}) {
      assertThat(ImageDecoderTest.reason(Pictures.DECODER.decode(bytes)))
          .isEqualTo(RejectReason.UNKNOWN_FORMAT);
    }
  }

  /** Both ways of decoding end in a value, and a rejection explains itself in one line. */
  static void judge(byte[] bytes, String what) {
    for (int side : new int[] {0, 8}) {
      DecodeResult result = SMALL.decode(bytes, side);
      if (result instanceof Rejected rejected) {
        assertThat(rejected.message()).as(what).isNotBlank().hasSizeLessThan(300);
        assertThat(rejected.message().lines().count()).as(what).isEqualTo(1);
      } else {
        Picture picture = ((Decoded) result).picture();
        assertThat(picture.argb().length).as(what).isLessThanOrEqualTo(1_000_000);
      }
    }
  }
}
