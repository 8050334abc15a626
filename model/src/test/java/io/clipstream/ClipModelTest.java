package io.clipstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.PictureResult.Accepted;
import io.clipstream.PictureResult.Rejected;
import io.clipstream.model.image.ImageFormat;
import io.clipstream.model.image.RejectReason;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClipModelTest {
  private static final byte[] BUS = Box.picture("bus-noto");

  @Test
  void embeddingsHaveTheModelsLengthAndUnitNorm() {
    try (ClipModel model = box()) {
      float[] picture = embedding(model.encodeImage(BUS));
      float[][] texts = model.encodeTexts(List.of("a bus", "a cat", "x".repeat(1_000)));

      assertThat(model.embeddingDimension()).isEqualTo(picture.length);
      assertThat(texts).hasDimensions(3, picture.length);
      assertThat(dot(picture, picture)).isEqualTo(1, within(1e-5));
      for (float[] text : texts) {
        assertThat(dot(text, text)).isEqualTo(1, within(1e-5));
      }
      assertThat(dot(picture, texts[0])).isGreaterThan(dot(picture, texts[1]));
    }
  }

  @Test
  void theCosineOfEmbeddingsIsTheSimilarityOfTags() {
    try (ClipModel model = box();
        ZeroShotClassifier classifier = model.with("bus")) {
      Tag tag = ZeroShotClassifierTest.accepted(classifier.tag(BUS)).get(0);
      double cosine = dot(embedding(model.encodeImage(BUS)), model.encodeText("a photo of a bus."));
      assertThat(tag.similarity()).isEqualTo((float) cosine, within(1e-5f));
    }
  }

  @Test
  void badPicturesOfABatchAreValuesAtTheirPlaces() {
    try (ClipModel model = box()) {
      List<PictureResult<float[]>> results = model.encodeImages(List.of(new byte[] {1}, BUS));
      assertThat(results.get(0)).isInstanceOf(Rejected.class);
      assertThat(embedding(results.get(1))).isEqualTo(embedding(model.encodeImage(BUS)));
      assertThat(model.encodeImages(List.of())).isEmpty();
      assertThat(model.encodeTexts(List.of())).isEmpty();
    }
  }

  @Test
  void aClassifierLivesOnWhenItsModelIsClosed() {
    ClipModel model = box();
    ZeroShotClassifier first = model.with("bus");
    ZeroShotClassifier second = model.with("cat", "bus");
    model.close();
    model.close();
    first.close();

    assertThat(ZeroShotClassifierTest.accepted(second.tag(BUS)).get(0).label()).isEqualTo("bus");
    second.close();
    second.close();
    assertThatThrownBy(() -> second.tag(BUS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the classifier is closed");
    assertThatThrownBy(() -> model.with("cat"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the model is closed");
    assertThatThrownBy(() -> model.encodeText("cat")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aModelMayBeClosedWhileThreadsUseIt() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (ClipModel model = box();
        ZeroShotClassifier classifier = model.with("bus", "cat")) {
      List<Future<Integer>> users =
          IntStream.range(0, 4)
              .mapToObj(i -> threads.submit(() -> tagUntilClosed(classifier)))
              .toList();
      classifier.tag(List.of(BUS, BUS)).forEach(ZeroShotClassifierTest::accepted);
      classifier.close();
      model.close();
      for (Future<Integer> user : users) {
        assertThat(user.get()).isNotNegative();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Every call gives the right answer or says that the classifier is closed. */
  private static int tagUntilClosed(ZeroShotClassifier classifier) {
    for (int calls = 0; ; calls++) {
      PictureResult<List<Tag>> result;
      try {
        result = classifier.tag(BUS);
      } catch (IllegalStateException closed) {
        return calls;
      }
      assertThat(ZeroShotClassifierTest.accepted(result).get(0).label()).isEqualTo("bus");
    }
  }

  @Test
  void reasonsAndFormatsAreThoseOfTheDecoder() {
    assertThat(names(PictureResult.Reason.values())).isEqualTo(names(RejectReason.values()));
    assertThat(names(PictureFormat.values()))
        .containsExactlyInAnyOrderElementsOf(names(ImageFormat.values()));
  }

  private static List<String> names(Enum<?>[] constants) {
    return Stream.of(constants).map(Enum::name).toList();
  }

  private static ClipModel box() {
    return ClipModel.load(Box.CHECKPOINT).device("cpu").model();
  }

  private static float[] embedding(PictureResult<float[]> result) {
    assertThat(result).isInstanceOf(Accepted.class);
    return ((Accepted<float[]>) result).value();
  }

  private static double dot(float[] a, float[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }
}
