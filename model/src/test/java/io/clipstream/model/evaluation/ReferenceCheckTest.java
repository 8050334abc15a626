package io.clipstream.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.model.ModelException;
import io.clipstream.model.evaluation.ReferenceCheck.Quantity;
import io.clipstream.model.evaluation.ReferenceCheck.Result;
import io.clipstream.model.testing.TensorFile;
import io.clipstream.model.testing.TestCheckpoints;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceCheckTest {
  private static final Path VIT = TestCheckpoints.golden("vit-openclip");
  private static final String EXPECTED = "expected.safetensors";

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"vit-hf", "vit-openclip", "rn-openclip"})
  void theGoldenCheckpointsAgreeInEveryQuantity(String name) {
    Path golden = TestCheckpoints.golden(name);
    Result result = ReferenceCheck.run(golden, golden.resolve(EXPECTED));
    assertThat(result.errors()).containsOnlyKeys(Quantity.values());
    result
        .errors()
        .forEach((quantity, e) -> assertThat(e).as(quantity.key()).isBetween(0., limit(quantity)));
    assertThat(result.ok()).isTrue();
  }

  @Test
  void theGoldenSiglipAgreesInFeaturesLogitsAndLoss() {
    Path golden = TestCheckpoints.golden("siglip-hf");
    Result result = ReferenceCheck.run(golden, golden.resolve(EXPECTED));
    assertThat(result.errors())
        .containsOnlyKeys(
            Quantity.IMAGE_FEATURES,
            Quantity.TEXT_FEATURES,
            Quantity.LOGITS_PER_IMAGE,
            Quantity.LOSSES);
    result
        .errors()
        .forEach((quantity, e) -> assertThat(e).as(quantity.key()).isBetween(0., limit(quantity)));
  }

  @Test
  void aChangedLogitBiasOfSiglipIsFound() throws IOException {
    TestCheckpoints.copy(TestCheckpoints.golden("siglip-hf"), dir);
    TensorFile file = TensorFile.read(dir.resolve("model.safetensors"));
    file.setFloat("logit_bias", 0, file.getFloat("logit_bias", 0) + 0.1f);
    file.write();
    Result result = ReferenceCheck.run(dir, dir.resolve(EXPECTED));
    assertThat(result.errors().get(Quantity.TEXT_FEATURES)).isLessThan(1e-5);
    assertThat(result.errors().get(Quantity.LOGITS_PER_IMAGE)).isGreaterThan(1e-4);
    assertThat(result.errors().get(Quantity.LOSSES)).isGreaterThan(1e-4);
  }

  /** The tolerances, not the check's own: those of the features and of the others. */
  private static double limit(Quantity quantity) {
    boolean features = quantity.key().endsWith("_features");
    return features ? 1e-5 : 1e-4;
  }

  @ParameterizedTest
  @CsvSource({
    "visual.class_embedding, IMAGE_FEATURES, TEXT_FEATURES",
    "text_projection, TEXT_FEATURES, IMAGE_FEATURES"
  })
  void oneChangedWeightIsFound(String tensor, Quantity wrong, Quantity right) throws IOException {
    TestCheckpoints.copy(VIT, dir);
    TensorFile file = TensorFile.read(dir.resolve("open_clip_model.safetensors"));
    file.setFloat(tensor, 0, file.getFloat(tensor, 0) + 0.1f);
    file.write();
    Result result = ReferenceCheck.run(dir, dir.resolve(EXPECTED));
    assertThat(result.ok()).isFalse();
    assertThat(result.errors().get(wrong)).isGreaterThan(1e-5);
    assertThat(result.errors().get(right)).isLessThan(1e-5);
  }

  @Test
  void aWeightThatIsNotANumberDoesNotPass() throws IOException {
    TestCheckpoints.copy(VIT, dir);
    TensorFile file = TensorFile.read(dir.resolve(EXPECTED));
    file.setFloat("image_features", 3, Float.NaN);
    file.write();
    Result result = ReferenceCheck.run(dir, dir.resolve(EXPECTED));
    assertThat(result.errors().get(Quantity.IMAGE_FEATURES)).isNaN();
    assertThat(result.ok()).isFalse();
  }

  /** Number 67 is a bias of a key, which moves by rounding alone; number 3 one of a query. */
  @ParameterizedTest
  @CsvSource({"67, 0.001, true", "67, 0.1, false", "3, 0.001, false"})
  void parametersMayDifferByRoundingOnlyWhereTheyHaveNoGradient(int at, float by, boolean ok)
      throws IOException {
    String tensor = "after3.visual.transformer.resblocks.0.attn.in_proj_bias";
    TensorFile file = TensorFile.read(VIT.resolve(EXPECTED));
    file.setFloat(tensor, at, file.getFloat(tensor, at) + by);
    Result result = ReferenceCheck.run(VIT, file.writeTo(dir.resolve("dump")));
    assertThat(result.ok()).isEqualTo(ok);
  }

  @Test
  void onlyWhatTheFileHoldsIsCompared() throws IOException {
    TensorFile file = TensorFile.read(VIT.resolve(EXPECTED));
    file.keep("input.pixel_values", "input.input_ids", "text_features");
    Result result = ReferenceCheck.run(VIT, file.writeTo(dir.resolve("some")));
    assertThat(result.errors()).containsOnlyKeys(Quantity.TEXT_FEATURES);
    assertThat(result.ok()).isTrue();
  }

  @Test
  void aFileWithoutReferenceValuesIsNoCheck() throws IOException {
    TensorFile file = TensorFile.read(VIT.resolve(EXPECTED));
    file.keep("input.pixel_values", "input.input_ids");
    requireRefused(file, "holds no reference values");
  }

  @Test
  void inputsAreNeeded() throws IOException {
    TensorFile file = TensorFile.read(VIT.resolve(EXPECTED));
    file.keep("input.pixel_values", "text_features");
    requireRefused(file, "input.input_ids is missing");
  }

  @Test
  void theDumpOfAnotherModelIsRefused() {
    Path other = TestCheckpoints.golden("rn-openclip").resolve(EXPECTED);
    assertThatThrownBy(() -> ReferenceCheck.run(VIT, other))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("input.pixel_values has shape (")
        .hasMessageContaining("expected (N, 3, 32, 32)");
  }

  @Test
  void anUnknownTokenIsRefused() throws IOException {
    TensorFile file = TensorFile.read(VIT.resolve(EXPECTED));
    file.setLong("input.input_ids", 1, 300);
    requireRefused(file, "input.input_ids holds 300, expected 0 to 299");
  }

  @Test
  void valuesOfATensorThatTheCheckpointLacksAreRefused() throws IOException {
    TensorFile file = TensorFile.read(VIT.resolve(EXPECTED));
    file.rename("after3.text_projection", "after3.text_projektion");
    requireRefused(file, "holds after3.text_projektion, expected a tensor that the checkpoint has");
  }

  @Test
  void gradientsAndParametersAreComparedWithoutLosses() throws IOException {
    TensorFile file = TensorFile.read(VIT.resolve(EXPECTED));
    file.rename("train.losses", "losses");
    Result result = ReferenceCheck.run(VIT, file.writeTo(dir.resolve("dump")));
    assertThat(result.ok()).isTrue();
    assertThat(result.errors())
        .containsKeys(Quantity.GRADIENTS, Quantity.PARAMETERS)
        .doesNotContainKey(Quantity.LOSSES);
  }

  @Test
  void featuresOfAnotherSizeAreRefused() throws IOException {
    TensorFile file = TensorFile.read(VIT.resolve(EXPECTED));
    file.rename("input.pixel_values", "kept");
    file.rename("image_features", "spare");
    file.rename("text_features", "image_features");
    file.rename("kept", "input.pixel_values");
    file.rename("logits_per_image", "text_features");
    requireRefused(file, "text_features has ");
  }

  private void requireRefused(TensorFile file, String message) throws IOException {
    Path dump = file.writeTo(dir.resolve("dump"));
    assertThatThrownBy(() -> ReferenceCheck.run(VIT, dump))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(dump.toString())
        .hasMessageContaining(message);
  }
}
