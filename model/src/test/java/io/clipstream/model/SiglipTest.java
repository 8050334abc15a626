package io.clipstream.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.testing.Errors;
import io.clipstream.model.testing.SmallCheckpoint;
import io.clipstream.model.testing.TestCheckpoints;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What differs for who uses a loaded SigLIP. */
class SiglipTest {
  private static final String TEXT = "a cat";

  @TempDir private static Path dir;
  private static Path model;

  @BeforeAll
  static void write() {
    model = SmallCheckpoint.write(dir.resolve("siglip"), 1, SmallCheckpoint.siglip()).directory();
  }

  @Test
  void aTextTakesTheWholeContextWhateverStandsBesideIt() {
    try (Clip clip = Clip.load(model, Device.cpu());
        NDManager scope = clip.newScope()) {
      int context = clip.config().text().contextLength();
      long[] ids =
          Arrays.copyOf(
              IntStream.of(clip.tokenizer().encode(TEXT)).asLongStream().toArray(), context);
      NDArray features = clip.textFeatures(scope, scope.create(ids, new Shape(1, context)));
      NDArray expected = features.div(features.norm(new int[] {1}, true));

      NDArray alone = clip.encodeTexts(scope, List.of(TEXT));
      NDArray beside = clip.encodeTexts(scope, List.of(TEXT, "a photo of a car, a dog and a cat"));

      assertThat(Errors.relative(alone, expected)).isLessThan(1e-5);
      assertThat(Errors.relative(beside.get("0:1"), expected)).isLessThan(1e-5);
    }
  }

  @Test
  void hasTheBiasThatItsScoresNeedAndClipHasNone() throws Exception {
    try (Clip clip = Clip.load(model, Device.cpu())) {
      assertThat(clip.logitBias().orElseThrow().getFloat()).isEqualTo(-10f);
    }
    Path other = TestCheckpoints.withVocabulary(Files.createDirectory(dir.resolve("clip")));
    try (Clip clip = Clip.load(other, Device.cpu())) {
      assertThat(clip.logitBias()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void everyPrecisionGivesNearlyTheSameEmbeddings(Precision precision) {
    byte[] picture = new byte[3 * SmallCheckpoint.SIDE * SmallCheckpoint.SIDE];
    new Random(1).nextBytes(picture);
    try (Clip exact = Clip.load(model, Device.cpu());
        Clip clip = Clip.load(model, Device.cpu(), precision);
        NDManager scope = exact.newScope()) {
      double expected = precision == Precision.BF16 ? 0.99 : 0.9999;
      NDArray image = exact.encodeImages(scope, List.of(picture));
      assertThat(cosine(image, clip.encodeImages(scope, List.of(picture)))).isGreaterThan(expected);
      NDArray text = exact.encodeTexts(scope, List.of(TEXT));
      assertThat(cosine(text, clip.encodeTexts(scope, List.of(TEXT)))).isGreaterThan(expected);
      assertThat(clip.logitBias().orElseThrow().toFloatArray()).containsExactly(-10f);
    }
  }

  private static double cosine(NDArray a, NDArray b) {
    return a.mul(b).sum().getFloat();
  }
}
