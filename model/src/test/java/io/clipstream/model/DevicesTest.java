package io.clipstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevicesTest {
  @ParameterizedTest
  @ValueSource(strings = {"cpu", "CPU"})
  void namesTheProcessor(String name) {
    assertThat(Devices.named(name)).isEqualTo(Device.cpu());
  }

  @Test
  void autoTakesTheFirstGpuWhereThereIsOne() {
    boolean gpu = Engine.getEngine("PyTorch").getGpuCount() > 0;
    assertThat(Devices.named("auto")).isEqualTo(gpu ? Device.gpu(0) : Device.cpu());
  }

  @Test
  void aGpuThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> Devices.named("cuda:9999"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("'cuda:9999', but PyTorch sees");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gpu", "cuda:", "cuda:-1", "cuda:99999", "cpu "})
  void otherNamesAreRefused(String name) {
    assertThatThrownBy(() -> Devices.named(name))
        .isInstanceOf(ModelException.class)
        .hasMessage("device is '" + name + "', expected auto, cpu, cuda or cuda:N");
  }

  @Test
  void aThreadComputesTheSameOnFewCores() throws Exception {
    float[] all = product();
    AtomicReference<float[]> one = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              Devices.limitCores(1);
              one.set(product());
            });
    thread.start();
    thread.join();
    assertThat(one.get()).usingComparatorWithPrecision(1e-3f).containsExactly(all);
  }

  /** Of two matrices that are worth sharing among cores. */
  private static float[] product() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray matrix = manager.arange(256f * 256).reshape(256, 256).div(65_536);
      return matrix.matMul(matrix).toFloatArray();
    }
  }

  @Test
  void noCoresAreRefused() {
    assertThatThrownBy(() -> Devices.limitCores(0))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("cores of a thread are 0, expected 1 or more");
  }
}
