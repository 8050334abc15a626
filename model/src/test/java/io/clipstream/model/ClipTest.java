package io.clipstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.encoder.ParameterTable;
import io.clipstream.model.testing.Errors;
import io.clipstream.model.testing.TestCheckpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClipTest {
  private static final int PICTURE_BYTES = 3 * 32 * 32;

  @TempDir Path dir;

  @BeforeEach
  void makeCheckpoint() throws IOException {
    TestCheckpoints.withVocabulary(dir);
  }

  @Test
  void embeddingsAreTheFeaturesScaledToUnitLength() {
    try (Clip clip = Clip.load(dir, Device.cpu());
        NDManager scope = clip.newScope()) {
      NDArray images = clip.encodeImages(scope, pictures(3));
      NDArray texts = clip.encodeTexts(scope, List.of("cat", "a dog"));
      NDArray pixels = scope.create(normalised(clip, pictures(3)), new Shape(3, 3, 32, 32));
      long[] cat = IntStream.of(clip.tokenizer().encode("cat")).asLongStream().toArray();
      NDArray ids = scope.create(cat, new Shape(1, cat.length));

      requireUnitOf(images, clip.imageFeatures(scope, pixels));
      requireUnitOf(texts.get("0:1"), clip.textFeatures(scope, ids));
      assertThat(texts.getShape()).isEqualTo(new Shape(2, 32));
    }
  }

  private static void requireUnitOf(NDArray embeddings, NDArray features) {
    NDArray lengths = features.norm(new int[] {1}, true);
    assertThat(Errors.relative(embeddings, features.div(lengths))).isLessThan(1e-5);
  }

  private static List<byte[]> pictures(int n) {
    Random random = new Random(1);
    List<byte[]> pictures = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      pictures.add(new byte[PICTURE_BYTES]);
      random.nextBytes(pictures.get(i));
    }
    return pictures;
  }

  private static float[] normalised(Clip clip, List<byte[]> pictures) {
    float[] pixels = new float[pictures.size() * PICTURE_BYTES];
    for (int i = 0; i < pixels.length; i++) {
      int channel = i / (32 * 32) % 3;
      int place = i % (32 * 32);
      double level = (pictures.get(i / PICTURE_BYTES)[place * 3 + channel] & 255) / 255.0;
      double mean = clip.preprocessing().mean().get(channel);
      pixels[i] = (float) ((level - mean) / clip.preprocessing().deviation().get(channel));
    }
    return pixels;
  }

  @Test
  void manyTextsComeBackInTheirOrder() {
    try (Clip clip = Clip.load(dir, Device.cpu());
        NDManager scope = clip.newScope()) {
      List<String> texts = IntStream.range(0, 150).mapToObj(i -> "no " + i).toList();
      NDArray all = clip.encodeTexts(scope, texts);
      assertThat(all.getShape()).isEqualTo(new Shape(150, 32));
      for (int i : new int[] {0, 63, 64, 149}) {
        NDArray alone = clip.encodeTexts(scope, List.of(texts.get(i)));
        assertThat(Errors.relative(all.get(i), alone.get(0))).isLessThan(1e-5);
      }
    }
  }

  @Test
  void nothingToEncodeIsAnArrayWithoutRows() {
    try (Clip clip = Clip.load(dir, Device.cpu());
        NDManager scope = clip.newScope()) {
      assertThat(clip.encodeTexts(scope, List.of()).getShape()).isEqualTo(new Shape(0, 32));
      assertThat(clip.encodeImages(scope, List.of()).getShape()).isEqualTo(new Shape(0, 32));
    }
  }

  @Test
  void callsLeaveOnlyTheirResultsBehindAndClosingLeavesNothing() {
    Clip clip = Clip.load(dir, Device.cpu());
    NDManager scope = clip.newScope();
    NDManager weights = clip.logitScale().getManager();
    int loaded = weights.getManagedArrays().size();
    clip.encodeImages(scope, pictures(2));
    clip.encodeTexts(scope, Collections.nCopies(100, "cat"));
    assertThatThrownBy(() -> clip.encodeImages(scope, List.of(new byte[5])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5 bytes, expected 3072");
    assertThat(scope.getManagedArrays()).hasSize(2);
    assertThat(weights.getManagedArrays()).hasSize(loaded + 2);
    clip.close();
    assertThat(scope.isOpen()).isFalse();
    assertThat(weights.getManagedArrays()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void everyPrecisionGivesNearlyTheSameEmbeddingsAndKeepsOneCopyOfTheWeights(Precision precision) {
    try (Clip exact = Clip.load(dir, Device.cpu());
        Clip clip = Clip.load(dir, Device.cpu(), precision);
        NDManager scope = exact.newScope()) {
      int parameters = ParameterTable.of(clip.config()).size();
      int channels = 2;
      int takenApart =
          4; // in each tower's last block: weights and bias of queries, keys and values
      assertThat(clip.logitScale().getManager().getManagedArrays().size())
          .isLessThanOrEqualTo(parameters + channels + takenApart);
      double image = cosine(exact.encodeImages(scope, pictures(1)), clip, scope, true);
      double text = cosine(exact.encodeTexts(scope, List.of("a cat")), clip, scope, false);
      double expected = precision == Precision.BF16 ? 0.99 : 0.9999;
      assertThat(image).isGreaterThan(expected);
      assertThat(text).isGreaterThan(expected);
    }
  }

  private static double cosine(NDArray expected, Clip clip, NDManager scope, boolean image) {
    NDArray found =
        image ? clip.encodeImages(scope, pictures(1)) : clip.encodeTexts(scope, List.of("a cat"));
    return expected.mul(found).sum().getFloat();
  }

  @Test
  void fourThreadsAtOnceGetEqualEmbeddings() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (Clip clip = Clip.load(dir, Device.cpu())) {
      List<float[]> expected = encode(clip);
      Callable<Void> work =
          () -> {
            for (int i = 0; i < 25; i++) {
              List<float[]> found = encode(clip);
              assertThat(found.get(0)).containsExactly(expected.get(0));
              assertThat(found.get(1)).containsExactly(expected.get(1));
            }
            return null;
          };
      for (Future<Void> done : threads.invokeAll(List.of(work, work, work, work))) {
        done.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  private static List<float[]> encode(Clip clip) {
    try (NDManager scope = clip.newScope()) {
      return List.of(
          clip.encodeImages(scope, pictures(4)).toFloatArray(),
          clip.encodeTexts(scope, List.of("a cat", "two dogs")).toFloatArray());
    }
  }

  @Test
  void aVocabularyLargerThanTheModelsIsRefused() throws IOException {
    Path vocabulary = dir.resolve("bpe_simple_vocab_16e6.txt.gz");
    Files.delete(vocabulary);
    try (var in =
        ClipTest.class.getResourceAsStream("text/clip-4000/" + vocabulary.getFileName())) {
      Files.copy(in, vocabulary);
    }
    assertThatThrownBy(() -> Clip.load(dir, Device.cpu()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(dir.toString())
        .hasMessageContaining("expected at most the 600");
  }

  @Test
  void aCheckpointWithoutAVocabularyIsRefused() throws IOException {
    Files.delete(dir.resolve("bpe_simple_vocab_16e6.txt.gz"));
    assertThatThrownBy(() -> Clip.load(dir, Device.cpu()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("vocabulary");
  }
}
