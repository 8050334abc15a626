package io.clipstream.model.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModelException;
import io.clipstream.model.checkpoint.Architectures;
import io.clipstream.model.testing.TestModels;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightsTest {
  private static final ClipConfig VIT = TestModels.vit();

  @Test
  void aMissingTensorIsNamedWithItsShape() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      Map<String, NDArray> arrays = arrays(manager);
      arrays.remove("ln_final.bias");
      assertThatThrownBy(() -> new Weights(VIT, manager, arrays))
          .isInstanceOf(ModelException.class)
          .hasMessage("tensor ln_final.bias is missing, expected shape (24)");
    }
  }

  @Test
  void aTensorOfAnotherShapeIsNamedWithBothShapes() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      Map<String, NDArray> arrays = arrays(manager);
      arrays.put("text_projection", manager.zeros(new Shape(16, 24)));
      assertThatThrownBy(() -> new Weights(VIT, manager, arrays))
          .isInstanceOf(ModelException.class)
          .hasMessage("tensor text_projection has shape (16, 24), expected (24, 16)");
    }
  }

  @Test
  void arraysComeInTheOrderOfTheTableWhateverOrderTheyWereGivenIn() {
    NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    try (Weights weights = new Weights(VIT, manager, arrays(manager))) {
      assertThat(weights.arrays().keySet())
          .containsExactlyElementsOf(ParameterTable.of(VIT).keySet());
    }
    assertThat(manager.isOpen()).isFalse();
  }

  @Test
  void theTablesOfTheReleasedModelsAddUpToTheirPublishedSizes() {
    assertThat(parameters("ViT-B/32")).isEqualTo(151_277_313);
    assertThat(parameters("RN50")).isEqualTo(102_007_137);
    assertThat(parameters("ViT-L/14")).isEqualTo(427_616_513);
  }

  private static long parameters(String architecture) {
    return ParameterTable.of(Architectures.named(architecture)).entrySet().stream()
        .filter(entry -> ParameterTable.isTrained(entry.getKey()))
        .mapToLong(entry -> entry.getValue().size())
        .sum();
  }

  private static Map<String, NDArray> arrays(NDManager manager) {
    Map<String, NDArray> arrays = new HashMap<>();
    ParameterTable.of(VIT).forEach((name, shape) -> arrays.put(name, manager.zeros(shape)));
    return arrays;
  }
}
