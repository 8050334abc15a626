package io.clipstream.operators.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.model.ModelException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.externalresource.ExternalResourceInfo;
import org.junit.jupiter.api.Test;

class TaskDeviceTest {
  /** As Flink's GPU driver gives them. */
  private record Gpu(String index) implements ExternalResourceInfo {
    @Override
    public Optional<String> getProperty(String key) {
      return key.equals("index") ? Optional.of(index) : Optional.empty();
    }

    @Override
    public Collection<String> getKeys() {
      return List.of("index");
    }
  }

  @Test
  void withoutResourcesOfTheClusterTheOptionDecides() {
    assertThat(TaskDevice.choose(Set.of(), 3, "cuda:1")).isEqualTo("cuda:1");
  }

  @Test
  void aResourceOfTheClusterGoesBeforeTheOption() {
    assertThat(TaskDevice.choose(Set.of(new Gpu("2")), 0, "auto")).isEqualTo("cuda:2");
  }

  @Test
  void subtasksTakeTheGpusOfTheirTaskManagerInTurn() {
    Set<ExternalResourceInfo> gpus = Set.of(new Gpu("10"), new Gpu("9"));
    assertThat(TaskDevice.choose(gpus, 0, "auto")).isEqualTo("cuda:9");
    assertThat(TaskDevice.choose(gpus, 1, "auto")).isEqualTo("cuda:10");
    assertThat(TaskDevice.choose(gpus, 2, "auto")).isEqualTo("cuda:9");
  }

  @Test
  void aResourceWithoutANumberIsRefusedWithAHint() {
    assertThatThrownBy(() -> TaskDevice.choose(Set.of(new Gpu("GPU-4711")), 0, "auto"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("'GPU-4711'")
        .hasMessageContaining("discovery-script");
  }
}
