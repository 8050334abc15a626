package io.clipstream.operators.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.model.DeviceLease;
import io.clipstream.schemas.ResourceException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.externalresource.ExternalResourceInfo;
import org.junit.jupiter.api.AfterEach;
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

  private final List<DeviceLease> leases = new ArrayList<>();

  /** The device of one subtask more. */
  private String next(Set<ExternalResourceInfo> assigned, String option) {
    leases.add(TaskDevice.lease(assigned, option));
    return leases.get(leases.size() - 1).device();
  }

  @AfterEach
  void giveBack() {
    leases.forEach(DeviceLease::close);
  }

  @Test
  void withoutResourcesOfTheClusterTheOptionDecides() {
    assertThat(next(Set.of(), "cuda:1")).isEqualTo("cuda:1");
    assertThat(next(Set.of(), "cuda:1")).isEqualTo("cuda:1");
  }

  @Test
  void aResourceOfTheClusterGoesBeforeTheOption() {
    assertThat(next(Set.of(new Gpu("2")), "auto")).isEqualTo("cuda:2");
  }

  @Test
  void subtasksShareTheGpusOfTheirTaskManagerEvenlyWhateverTheirNumbers() {
    Set<ExternalResourceInfo> gpus = Set.of(new Gpu("10"), new Gpu("9"));
    assertThat(next(gpus, "auto")).isEqualTo("cuda:9");
    assertThat(next(gpus, "auto")).isEqualTo("cuda:10");
    assertThat(next(gpus, "auto")).isEqualTo("cuda:9");
  }

  @Test
  void aGpuThatWasGivenBackIsTheNextOneToBeTaken() {
    Set<ExternalResourceInfo> gpus = Set.of(new Gpu("0"), new Gpu("1"), new Gpu("2"));
    next(gpus, "auto");
    next(gpus, "auto");
    next(gpus, "auto");
    leases.get(1).close();
    leases.get(1).close();
    assertThat(next(gpus, "auto")).isEqualTo("cuda:1");
    assertThat(next(gpus, "auto")).isEqualTo("cuda:0");
  }

  @Test
  void aResourceWithoutANumberIsRefusedWithAHint() {
    assertThatThrownBy(() -> next(Set.of(new Gpu("GPU-4711")), "auto"))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("'GPU-4711'")
        .hasMessageContaining("discovery-script");
  }
}
