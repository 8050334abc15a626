package io.clipstream.model.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.Precision;
import io.clipstream.model.testing.Errors;
import io.clipstream.model.testing.LoadedModel;
import io.clipstream.model.testing.TestInputs;
import io.clipstream.model.testing.TestModels;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProgramTest {
  /** Other sizes of matrix products add up in another order. */
  private static final double ROUNDING = 1e-5;

  static Stream<Named<ClipConfig>> families() {
    return Stream.of(Named.of("ViT", TestModels.vit()), Named.of("ResNet", TestModels.resNet()));
  }

  static Stream<Arguments> familiesAndPrecisions() {
    return families()
        .flatMap(
            family ->
                Stream.of(Precision.FP32, Precision.BF16, Precision.FP16)
                    .map(precision -> Arguments.of(family, precision)));
  }

  @ParameterizedTest
  @MethodSource("families")
  void aDictionaryGivesTheBitsThatItsArraysGiveAsOftenAsItIsUsed(ClipConfig config) {
    try (Weights weights = TestModels.random(config, 1);
        Program program = Program.load(weights.manager(), config);
        ArrayDictionary dictionary = ArrayDictionary.of(weights.arrays());
        NDManager scope = weights.manager().newSubManager()) {
      NDArray pixels = TestInputs.pixels(scope, config, 2, 1);
      float[] expected =
          program.infer(scope, "image_features", pixels, weights.arrays()).get(0).toFloatArray();
      for (int i = 0; i < 3; i++) {
        assertThat(program.infer(scope, "image_features", pixels, dictionary).get(0).toFloatArray())
            .isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void featuresOfAPictureDoNotDependOnItsBatch(ClipConfig config) {
    try (LoadedModel model = LoadedModel.of(config);
        NDManager scope = model.scope()) {
      NDArray pixels = TestInputs.pixels(scope, config, 9, 1);
      NDArray together = model.infer(scope, "image_features", pixels);
      for (int row = 0; row < 9; row++) {
        NDArray alone = model.infer(scope, "image_features", pixels.get(row + ":" + (row + 1)));
        assertThat(Errors.relative(alone.get(0), together.get(row))).isLessThan(ROUNDING);
      }
    }
  }

  static Stream<Named<ClipConfig>> publishedResNets() {
    return Stream.of(Named.of("RN50", TestModels.rn50()), Named.of("RN101", TestModels.rn101()));
  }

  /** Their convolutions by one point end the process where caches are hidden from libraries. */
  @ParameterizedTest
  @MethodSource("publishedResNets")
  void thePapersResNetsEncodeAPictureAloneAndTwo(ClipConfig config) {
    try (LoadedModel model = LoadedModel.of(config);
        NDManager scope = model.scope()) {
      NDArray pixels = TestInputs.channelsInnermost(TestInputs.pixels(scope, config, 2, 1));
      NDArray two = model.infer(scope, "image_features", pixels);
      NDArray alone = model.infer(scope, "image_features", pixels.get("1:2"));
      assertThat(two.getShape()).isEqualTo(new Shape(2, config.embeddingDimension()));
      assertThat(Errors.relative(alone.get(0), two.get(1))).isLessThan(ROUNDING);
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void featuresOfATextDoNotDependOnWhatFollowsItsEnd(ClipConfig config) {
    try (LoadedModel model = LoadedModel.of(config);
        NDManager scope = model.scope()) {
      NDArray ids = TestInputs.ids(scope, config, 1, 5, 3);
      NDArray padding = scope.zeros(new Shape(1, 7), DataType.INT64);
      NDArray padded = model.infer(scope, "text_features", ids.concat(padding, 1));
      NDArray bare = model.infer(scope, "text_features", ids);
      assertThat(Errors.relative(padded, bare)).isLessThan(ROUNDING);
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void levelsOfAPictureAreNormalisedBeforeTheyAreEncoded(ClipConfig config) {
    try (LoadedModel model = LoadedModel.of(config);
        NDManager scope = model.scope()) {
      int side = config.image().imageSize();
      byte[] levels = new byte[2 * side * side * 3];
      new Random(1).nextBytes(levels);
      NDArray picture =
          scope.create(ByteBuffer.wrap(levels), new Shape(2, side, side, 3), DataType.UINT8);
      Map<String, NDArray> channels =
          Map.of(
              "mean", scope.create(new float[] {100, 120, 140}),
              "deviation", scope.create(new float[] {50, 60, 70}));
      NDArray encoded =
          model
              .program()
              .infer(scope, "encode_images", picture, channels, model.weights().arrays())
              .singletonOrThrow();

      NDArray features = model.infer(scope, "image_features", normalised(scope, levels, side, 2));
      assertThat(Errors.relative(encoded, unit(model, scope, features))).isLessThan(ROUNDING);
      assertThat(encoded.norm(new int[] {1}).toFloatArray()[1]).isBetween(0.99999f, 1.00001f);
    }
  }

  /** A Vision Transformer's projection makes its features of them; a ResNet has none behind. */
  @ParameterizedTest
  @MethodSource("families")
  void featuresForProbesAreThoseBeforeTheProjection(ClipConfig config) {
    try (LoadedModel model = LoadedModel.of(config);
        NDManager scope = model.scope()) {
      int side = config.image().imageSize();
      byte[] levels = new byte[2 * side * side * 3];
      new Random(2).nextBytes(levels);
      NDArray picture =
          scope.create(ByteBuffer.wrap(levels), new Shape(2, side, side, 3), DataType.UINT8);
      Map<String, NDArray> channels =
          Map.of(
              "mean", scope.create(new float[] {100, 120, 140}),
              "deviation", scope.create(new float[] {50, 60, 70}));
      Map<String, NDArray> weights = model.weights().arrays();
      NDArray hidden =
          model.program().infer(scope, "probe_features", picture, channels, weights).get(0);

      assertThat(hidden.getShape()).isEqualTo(new Shape(2, config.probeWidth()));
      NDArray features = model.infer(scope, "image_features", normalised(scope, levels, side, 2));
      NDArray projection = weights.get("visual.proj");
      NDArray expected = projection == null ? hidden : hidden.matMul(projection);
      assertThat(Errors.relative(features, expected)).isLessThan(ROUNDING);
    }
  }

  private static NDArray normalised(NDManager scope, byte[] levels, int side, int n) {
    float[] pixels = new float[levels.length];
    for (int i = 0; i < levels.length; i++) {
      int channel = i % 3;
      int place = i / 3 % (side * side);
      int at = (i / 3 / (side * side) * 3 + channel) * side * side + place;
      pixels[at] = ((levels[i] & 255) - (100 + 20 * channel)) / (50f + 10 * channel);
    }
    return scope.create(pixels, new Shape(n, 3, side, side));
  }

  private static NDArray unit(LoadedModel model, NDManager scope, NDArray features) {
    return model.program().infer(scope, "unit", features).singletonOrThrow();
  }

  @ParameterizedTest
  @MethodSource("familiesAndPrecisions")
  void weightsCastToHalfAsManyBitsGiveNearlyTheSameFeatures(
      ClipConfig config, Precision precision) {
    try (LoadedModel model = LoadedModel.of(config);
        NDManager scope = model.scope()) {
      Map<String, NDArray> cast = cast(model, scope, precision);
      assertThat(cast.keySet()).isEqualTo(model.weights().arrays().keySet());
      NDArray pixels = TestInputs.pixels(scope, config, 4, 1);
      NDArray ids = TestInputs.ids(scope, config, 4, 12, 1);
      requireNear(precision, model, scope, "image_features", pixels, cast);
      requireNear(precision, model, scope, "text_features", ids, cast);
    }
  }

  private static Map<String, NDArray> cast(
      LoadedModel model, NDManager scope, Precision precision) {
    Map<String, NDArray> cast = new LinkedHashMap<>();
    model
        .program()
        .infer(scope, "cast", model.weights().arrays(), precision.torchType())
        .forEach(array -> cast.put(array.getName(), array));
    return cast;
  }

  private static void requireNear(
      Precision precision,
      LoadedModel model,
      NDManager scope,
      String method,
      NDArray input,
      Map<String, NDArray> cast) {
    NDArray exact = model.infer(scope, method, input);
    NDArray found = model.program().infer(scope, method, input, cast).singletonOrThrow();
    assertThat(found.getDataType()).isEqualTo(DataType.FLOAT32);
    double allowed =
        switch (precision) {
          case FP32 -> 0;
          case FP16 -> 0.01;
          case BF16 -> 0.1; // a cosine of 0.995
        };
    assertThat(Errors.relative(found, exact)).as(method).isLessThanOrEqualTo(allowed);
    if (precision != Precision.FP32) {
      assertThat(Errors.relative(found, exact)).as("the cast changes digits").isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void fourThreadsAtOnceGetEqualResults(ClipConfig config) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (LoadedModel model = LoadedModel.of(config);
        NDManager scope = model.scope()) {
      NDArray pixels = TestInputs.pixels(scope, config, 4, 1);
      NDArray ids = TestInputs.ids(scope, config, 4, 12, 1);
      List<float[]> expected = encode(model, pixels, ids);
      Callable<Void> work =
          () -> {
            for (int i = 0; i < 25; i++) {
              List<float[]> found = encode(model, pixels, ids);
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

  private static List<float[]> encode(LoadedModel model, NDArray pixels, NDArray ids) {
    try (NDManager scope = model.scope()) {
      return List.of(
          model.infer(scope, "image_features", pixels).toFloatArray(),
          model.infer(scope, "text_features", ids).toFloatArray());
    }
  }

  @Test
  void inferenceRecordsNoGradientsWhateverTheThreadsMode() {
    try (LoadedModel model = LoadedModel.of(TestModels.vit());
        NDManager scope = model.scope()) {
      model.weights().arrays().values().forEach(w -> w.setRequiresGradient(true));
      NDArray pixels = TestInputs.pixels(scope, model.config(), 1, 1);
      JniUtils.setGradMode(true);
      try {
        NDArray features = model.infer(scope, "image_features", pixels);
        assertThat(JniUtils.requiresGrad((PtNDArray) features)).isFalse();
      } finally {
        JniUtils.setGradMode(false);
      }
    }
  }

  @Test
  void resultsBelongToTheScopeThatWasGiven() {
    try (LoadedModel model = LoadedModel.of(TestModels.vit());
        NDManager inputs = model.scope();
        NDManager results = model.scope()) {
      NDArray pixels = TestInputs.pixels(inputs, model.config(), 1, 1);
      NDArray ids = TestInputs.ids(inputs, model.config(), 1, 4, 1);
      int before = inputs.getManagedArrays().size();
      NDArray inferred = model.infer(results, "image_features", pixels);
      NDArray statistics = inputs.create(1);
      model.program().train(results, "embed", pixels, ids, model.weights().arrays(), statistics);

      assertThat(inferred.getManager()).isEqualTo(results);
      assertThat(results.getManagedArrays()).hasSize(3);
      assertThat(inputs.getManagedArrays()).hasSize(before + 1);
    }
  }

  @Test
  void aPictureOfAnotherSizeIsRefusedByTheEngine() {
    try (LoadedModel model = LoadedModel.of(TestModels.vit());
        NDManager scope = model.scope()) {
      NDArray wrong = scope.zeros(new Shape(1, 3, 24, 24));
      assertThatThrownBy(() -> model.infer(scope, "image_features", wrong))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("size");
    }
  }

  @Test
  void ranksLabelsBySimilarityWithASoftmaxAgainstABackgroundOrByItself() {
    try (LoadedModel model = LoadedModel.of(TestModels.vit());
        NDManager scope = model.scope()) {
      NDArray image = scope.create(new float[] {1, 0}, new Shape(1, 2));
      NDArray bank = scope.create(new float[] {0, 1, 1, 0, 0.6f, 0.8f}, new Shape(3, 2));
      NDArray background = scope.create(new float[] {0.8f, 0.6f, 0, 1}, new Shape(2, 2));
      NDArray none = scope.zeros(new Shape(0, 2));
      NDArray scale = scope.create((float) Math.log(2));

      NDArray unbiased = scope.zeros(new Shape(0));

      var softmax = model.program().infer(scope, "rank", image, bank, none, scale, unbiased, 2L);
      assertThat(softmax.get(0).toFloatArray()).containsExactly(1, 0.6f);
      assertThat(softmax.get(2).toLongArray()).containsExactly(1, 2);
      double sum = Math.exp(0) + Math.exp(2) + Math.exp(1.2);
      requireClose(softmax.get(1), Math.exp(2) / sum, Math.exp(1.2) / sum);

      NDArray bias = scope.create(new float[] {-1.5f});
      var pairs = model.program().infer(scope, "rank", image, bank, none, scale, bias, 2L);
      requireClose(
          pairs.get(1), 1 / (1 + Math.exp(-(2 - 1.5))), 1 / (1 + Math.exp(-(2 * 0.6 - 1.5))));

      var share =
          model.program().infer(scope, "rank", image, bank, background, scale, unbiased, 2L);
      double others = Math.exp(1.6) + Math.exp(0);
      requireClose(
          share.get(1),
          Math.exp(2) / (Math.exp(2) + others),
          Math.exp(1.2) / (Math.exp(1.2) + others));
    }
  }

  private static void requireClose(NDArray found, double... expected) {
    assertThat(Errors.relative(found, expected)).isLessThan(1e-6);
  }
}
