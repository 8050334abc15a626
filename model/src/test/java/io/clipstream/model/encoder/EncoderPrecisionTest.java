package io.clipstream.model.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.Activation;
import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.testing.Errors;
import io.clipstream.model.testing.Fp64Encoder;
import io.clipstream.model.testing.LoadedModel;
import io.clipstream.model.testing.TestInputs;
import io.clipstream.model.testing.TestModels;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds both encoders against plain loops in double precision. */
class EncoderPrecisionTest {
  private static final double TOLERANCE = 1e-5;

  static Stream<Named<ClipConfig>> architectures() {
    return Stream.of(
        Named.of("ViT, QuickGELU, highest id", TestModels.vit()),
        Named.of("ViT, GELU, end token 7", TestModels.vit(Activation.GELU, 7)),
        Named.of(
            "ViT, GELU, highest id",
            TestModels.vit(Activation.GELU, CausalTextTransformer.HIGHEST_ID)),
        Named.of("ViT, tanh", TestModels.vit(Activation.GELU_TANH, 7)),
        Named.of("SigLIP", TestModels.siglip()),
        Named.of("SigLIP, GELU", TestModels.siglip(Activation.GELU)),
        Named.of("SigLIP, QuickGELU", TestModels.siglip(Activation.QUICK_GELU)),
        Named.of("ResNet", TestModels.resNet()),
        Named.of("ConvNeXt", TestModels.convNeXt()));
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void featuresEqualThoseOfDoublePrecision(ClipConfig config) {
    try (LoadedModel model = LoadedModel.of(config);
        NDManager scope = model.scope()) {
      requireImageFeatures(model, TestInputs.pixels(scope, config, 3, 1));
      requireTextFeatures(model, TestInputs.ids(scope, config, 5, 12, 2));
    }
  }

  @Test
  void featuresOfTheSizeOfVitB32EqualThoseOfDoublePrecision() {
    ClipConfig config = TestModels.vitB32();
    try (LoadedModel model = LoadedModel.of(config);
        NDManager scope = model.scope()) {
      requireImageFeatures(model, TestInputs.pixels(scope, config, 1, 1));
      requireTextFeatures(model, TestInputs.ids(scope, config, 1, 77, 2));
    }
  }

  static Stream<Named<ClipConfig>> publishedResNets() {
    return Stream.of(Named.of("RN50", TestModels.rn50()), Named.of("RN101", TestModels.rn101()));
  }

  @Tag("soak")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  @ParameterizedTest
  @MethodSource("publishedResNets")
  void featuresOfThePapersResNetsEqualThoseOfDoublePrecision(ClipConfig config) {
    try (LoadedModel model = LoadedModel.of(config);
        NDManager scope = model.scope()) {
      requireImageFeatures(model, TestInputs.pixels(scope, config, 1, 1));
      requireImageFeatures(model, TestInputs.pixels(scope, config, 2, 1));
    }
  }

  @Test
  void poolsTheFirstOfSeveralEndTokensAlthoughHigherIdsFollow() {
    ClipConfig config = TestModels.vit(Activation.GELU, 7);
    try (LoadedModel model = LoadedModel.of(config);
        NDManager scope = model.scope()) {
      requireTextFeatures(model, TestInputs.groups(scope, 3, 9, 7, 40, 7, 49).reshape(1, 6));
    }
  }

  private static void requireImageFeatures(LoadedModel model, NDArray pixels) {
    Fp64Encoder exact = new Fp64Encoder(model.config(), model.weights().arrays());
    NDArray features = model.infer(pixels.getManager(), "image_features", pixels);
    for (int row = 0; row < pixels.getShape().get(0); row++) {
      double[] expected = exact.image(Errors.doubles(pixels.get(row)));
      assertThat(Errors.relative(features.get(row), expected)).isLessThan(TOLERANCE);
    }
  }

  private static void requireTextFeatures(LoadedModel model, NDArray ids) {
    Fp64Encoder exact = new Fp64Encoder(model.config(), model.weights().arrays());
    NDArray features = model.infer(ids.getManager(), "text_features", ids);
    for (int row = 0; row < ids.getShape().get(0); row++) {
      double[] expected = exact.text(ids.get(row).toLongArray());
      assertThat(Errors.relative(features.get(row), expected)).isLessThan(TOLERANCE);
    }
  }
}
