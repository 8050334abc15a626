package io.clipstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevicesTest {
  @ParameterizedTest
  @ValueSource(strings = {"cpu", "CPU"})
  void namesTheProcessor(String name) {
    assertThat(Devices.named(name)).isEqualTo(Device.cpu());
  }

  @Test
  void aDeviceIsCalledAsItIsAskedFor() {
    assertThat(Devices.name(Device.cpu())).isEqualTo("cpu");
    assertThat(Devices.name(Device.gpu(1))).isEqualTo("cuda:1");
  }

  @Test
  void autoTakesTheFirstGpuWhereThereIsOne() {
    boolean gpu = Engine.getEngine("PyTorch").getGpuCount() > 0;
    assertThat(Devices.named("auto")).isEqualTo(gpu ? Device.gpu(0) : Device.cpu());
  }

  @Test
  void aGpuThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> Devices.named("cuda:9999"))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("'cuda:9999', but PyTorch sees");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gpu", "cuda:", "cuda:-1", "cuda:99999", "cpu "})
  void otherNamesAreRefused(String name) {
    assertThatThrownBy(() -> Devices.named(name))
        .isInstanceOf(SettingException.class)
        .hasMessage("device is '" + name + "', expected auto, cpu, cuda or cuda:N");
  }

  @Test
  void aThreadThatIsToTakeFewCoresLeavesTheOthersTheirs() throws Exception {
    Engine.getEngine("PyTorch");
    int before = JniUtils.getNumThreads();
    JniUtils.setNumThreads(2); // tests have one
    try {
      FutureTask<Integer> limited =
          new FutureTask<>(
              () -> {
                Devices.limitCores(1);
                return JniUtils.getNumThreads();
              });
      new Thread(limited).start();
      assertThat(limited.get()).isEqualTo(1);
      assertThat(coresOfANewThread()).isEqualTo(2);
    } finally {
      JniUtils.setNumThreads(before);
    }
  }

  private static int coresOfANewThread() throws Exception {
    FutureTask<Integer> cores = new FutureTask<>(JniUtils::getNumThreads);
    new Thread(cores).start();
    return cores.get();
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "threads have priorities of their own on Linux")
  void aThreadThatGivesWayLeavesTheOthersTheirPriority() throws Exception {
    int before = niceness();
    FutureTask<Integer> polite =
        new FutureTask<>(
            () -> {
              Devices.giveWay();
              return niceness();
            });
    new Thread(polite).start();
    assertThat(polite.get()).isEqualTo(Math.min(before + 6, 19));
    assertThat(niceness()).isEqualTo(before);
  }

  /** Of the calling thread; the 19th field of its line, the name in brackets being the second. */
  private static int niceness() throws IOException {
    String line = Files.readString(Path.of("/proc/thread-self/stat"));
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
    return Integer.parseInt(fields[16]);
  }

  @Test
  void noCoresAreRefused() {
    assertThatThrownBy(() -> Devices.limitCores(0))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("cores of a thread are 0, expected 1 or more");
  }
}
