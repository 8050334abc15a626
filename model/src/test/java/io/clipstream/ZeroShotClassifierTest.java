package io.clipstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.PictureResult.Accepted;
import io.clipstream.PictureResult.Reason;
import io.clipstream.PictureResult.Rejected;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZeroShotClassifierTest {
  private static final byte[] BUS = Box.picture("bus-noto");
  private static final byte[] DOG = Box.picture("dog-twemoji");
  private static final byte[] NONE = {};
  private static final byte[] NO_PICTURE = {1, 2, 3, 4, 5, 6, 7, 8};

  private static ClipModel model;
  private static ZeroShotClassifier classifier;

  @BeforeAll
  static void load() {
    model = ClipModel.load(Box.CHECKPOINT).device("cpu").model();
    classifier = model.with("cat", "dog", "bus", "fish");
  }

  @AfterAll
  static void close() {
    classifier.close();
    model.close();
  }

  @Test
  void aPictureIsTaggedWithTheBestLabelsFirst() {
    List<Tag> tags = accepted(classifier.tag(BUS));

    assertThat(tags).extracting(Tag::label).startsWith("bus").hasSize(4);
    assertThat(tags).isSortedAccordingTo((a, b) -> Float.compare(b.score(), a.score()));
    assertThat(tags.stream().mapToDouble(Tag::score).sum()).isEqualTo(1, within(1e-5));
    assertThat(tags).allSatisfy(tag -> assertThat(tag.similarity()).isBetween(-1f, 1f));
    assertThat(classifier.labels()).containsExactly("cat", "dog", "bus", "fish");
  }

  @Test
  void badPicturesOfABatchAreValuesAtTheirPlaces() {
    List<PictureResult<List<Tag>>> results = classifier.tag(List.of(NONE, BUS, NO_PICTURE, DOG));

    assertThat(rejected(results.get(0)).reason()).isEqualTo(Reason.EMPTY);
    assertThat(accepted(results.get(1)).get(0).label()).isEqualTo("bus");
    assertThat(rejected(results.get(2)).reason()).isEqualTo(Reason.UNKNOWN_FORMAT);
    assertThat(rejected(results.get(2)).message()).isNotBlank();
    assertThat(accepted(results.get(3)).get(0).label()).isEqualTo("dog");
  }

  @Test
  void manyPicturesAreTaggedAsOneByOne() {
    List<byte[]> pictures = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      pictures.add(i % 7 == 0 ? NO_PICTURE : i % 2 == 0 ? BUS : DOG);
    }
    List<PictureResult<List<Tag>>> results = classifier.tag(pictures);

    assertThat(results).hasSameSizeAs(pictures);
    for (int i = 0; i < 100; i++) {
      if (i % 7 == 0) {
        assertThat(results.get(i)).isInstanceOf(Rejected.class);
      } else {
        requireEqual(accepted(results.get(i)), accepted(classifier.tag(pictures.get(i))));
      }
    }
  }

  private static void requireEqual(List<Tag> found, List<Tag> expected) {
    assertThat(found).extracting(Tag::label).isEqualTo(expected.stream().map(Tag::label).toList());
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i).score()).isEqualTo(expected.get(i).score(), within(1e-4f));
    }
  }

  @Test
  void noPicturesGiveNoResults() {
    assertThat(classifier.tag(List.of())).isEmpty();
    assertThat(classifier.tag(List.of(NONE, NO_PICTURE))).hasOnlyElementsOfType(Rejected.class);
  }

  @Test
  void eachCaseOfAResultIsHandled() {
    String bus = classifier.tag(BUS).either(tags -> tags.get(0).label(), Rejected::message);
    Reason none = classifier.tag(NONE).either(tags -> null, Rejected::reason);

    assertThat(bus).isEqualTo("bus");
    assertThat(none).isEqualTo(Reason.EMPTY);
  }

  @Test
  void asManyLabelsAsAskedForComeBack() {
    try (ZeroShotClassifier two = box().top(2).with(List.of("cat", "dog", "bus"))) {
      assertThat(accepted(two.tag(BUS))).hasSize(2);
    }
    try (ZeroShotClassifier one = box().top(9).with("bus")) {
      assertThat(accepted(one.tag(BUS))).hasSize(1);
    }
  }

  @Test
  void independentScoresDoNotCompete() {
    try (ZeroShotClassifier alone = box().independent().with("bus");
        ZeroShotClassifier among = box().independent().with("bus", "a bus", "red bus")) {
      float expected = accepted(alone.tag(BUS)).get(0).score();
      Map<String, Float> found = new LinkedHashMap<>();
      accepted(among.tag(BUS)).forEach(tag -> found.put(tag.label(), tag.score()));
      assertThat(found.get("bus")).isEqualTo(expected, within(1e-5f));
    }
  }

  @Test
  void templatesAndPromptsDescribeLabels() {
    Map<String, List<String>> prompts = new LinkedHashMap<>();
    prompts.put("vehicle", List.of("a photo of a bus.", "a photo of a car."));
    prompts.put("pet", List.of("a photo of a cat.", "a photo of a dog."));
    try (ZeroShotClassifier described = box().templates("label").withPrompts(prompts);
        ZeroShotClassifier named = box().templates(List.of("a photo of a {}.")).with("bus")) {
      assertThat(accepted(described.tag(BUS)).get(0).label()).isEqualTo("vehicle");
      assertThat(accepted(described.tag(DOG)).get(0).label()).isEqualTo("pet");
      Tag bus = accepted(classifier.tag(BUS)).get(0);
      assertThat(accepted(named.tag(BUS)).get(0).similarity())
          .isEqualTo(bus.similarity(), within(1e-5f));
    }
  }

  static Stream<PictureLimits> tightLimits() {
    return Stream.of(
        PictureLimits.DEFAULT.withBytes(100),
        PictureLimits.DEFAULT.withPixels(100),
        PictureLimits.DEFAULT.withSide(10),
        PictureLimits.DEFAULT.withMemory(1000));
  }

  @ParameterizedTest
  @MethodSource("tightLimits")
  void picturesBeyondTheLimitsAreRejected(PictureLimits limits) {
    try (ZeroShotClassifier strict = box().limits(limits).with("bus")) {
      assertThat(rejected(strict.tag(BUS)).reason()).isEqualTo(Reason.TOO_LARGE);
    }
  }

  @Test
  void formatsThatAreNotToBeReadAreRejected() {
    PictureLimits jpegs = PictureLimits.DEFAULT.withFormats(Set.of(PictureFormat.JPEG));
    try (ZeroShotClassifier strict = box().limits(jpegs).with("bus")) {
      assertThat(rejected(strict.tag(BUS)).reason()).isEqualTo(Reason.UNSUPPORTED);
    }
    assertThat(PictureLimits.STRANGERS.formats()).doesNotContain(PictureFormat.BMP);
  }

  @Test
  void limitsThatLetNothingThroughAreRefused() {
    PictureLimits limits = PictureLimits.DEFAULT;
    assertThatThrownBy(() -> limits.withBytes(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> limits.withFrames(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> limits.withTime(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> limits.withFormats(Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("formats");
  }

  @Test
  void aDirectoryWithoutCheckpointIsNamedAtOnce(@TempDir Path empty) {
    assertThatThrownBy(() -> ZeroShotClassifier.load(empty))
        .isInstanceOf(ClipstreamException.class)
        .hasMessageContaining(empty.toString());
    assertThatThrownBy(() -> ClipModel.load(empty.resolve("missing")))
        .isInstanceOf(ClipstreamException.class)
        .hasMessageContaining("missing");
  }

  @Test
  void labelsThatCannotBeUsedAreNamed() {
    assertThatThrownBy(() -> model.with("cat", "cat"))
        .isInstanceOf(ClipstreamException.class)
        .hasMessageContaining("'cat'");
    assertThatThrownBy(() -> model.with(List.of())).isInstanceOf(ClipstreamException.class);
    assertThatThrownBy(() -> model.with(" ")).isInstanceOf(ClipstreamException.class);
    assertThatThrownBy(() -> model.withPrompts(Map.of("cat", List.of())))
        .isInstanceOf(ClipstreamException.class)
        .hasMessageContaining("'cat'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tpu", "cuda:99", ""})
  void aDeviceThatIsNotThereIsNamed(String device) {
    assertThatThrownBy(() -> box().device(device).with("cat"))
        .isInstanceOf(ClipstreamException.class)
        .hasMessageContaining("device is '" + device + "'");
  }

  @Test
  void optionsThatCannotBeUsedAreNamed() {
    assertThatThrownBy(() -> box().templates("no-such-file"))
        .isInstanceOf(ClipstreamException.class)
        .hasMessageContaining("no-such-file");
    assertThatThrownBy(() -> box().templates(List.of("a photo")))
        .isInstanceOf(ClipstreamException.class)
        .hasMessageContaining("{}");
    assertThatThrownBy(() -> box().top(0)).isInstanceOf(IllegalArgumentException.class);
  }

  private static ModelLoader box() {
    return ZeroShotClassifier.load(Box.CHECKPOINT).device("cpu");
  }

  static List<Tag> accepted(PictureResult<List<Tag>> result) {
    assertThat(result).isInstanceOf(Accepted.class);
    return ((Accepted<List<Tag>>) result).value();
  }

  private static Rejected<List<Tag>> rejected(PictureResult<List<Tag>> result) {
    assertThat(result).isInstanceOf(Rejected.class);
    return (Rejected<List<Tag>>) result;
  }
}
