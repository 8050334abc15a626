package io.clipstream.model.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.Precision;
import io.clipstream.model.testing.TestModels;
import io.clipstream.schemas.SettingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelsTest {
  private static final ProductShape LARGE = new ProductShape(50, 512, 512, Precision.FP32);
  private static final ProductShape SMALL = new ProductShape(50, 64, 64, Precision.FP32);

  @TempDir private Path directory;

  @Test
  void aShapeIsMeasuredOnceAndRememberedForTheMachine() {
    KernelCache cache = KernelCache.in(directory.resolve("caches"));
    Kernel measured = choose(LARGE, cache);
    assertThat(cache.get(Processor.fingerprint(), LARGE)).contains(measured);

    Kernel other = measured == Kernel.PLAIN ? Kernel.PACKED_FOR_ONE : Kernel.PLAIN;
    cache.put(Processor.fingerprint(), LARGE, other);
    assertThat(choose(LARGE, cache)).isEqualTo(other);
    assertThat(cache.get("another machine", LARGE)).isEmpty();
  }

  @Test
  void smallShapesStayPlainWithoutAMeasurement() {
    KernelCache cache = KernelCache.in(directory);
    assertThat(choose(SMALL, cache)).isEqualTo(Kernel.PLAIN);
    assertThat(cache.file()).doesNotExist();
  }

  @Test
  void aCacheThatCannotBeUsedIsDoneWithout() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "no directory");
    KernelCache cache = KernelCache.in(file.resolve("below"));
    assertThat(choose(LARGE, cache)).isIn((Object[]) Kernel.values());
    KernelCache damaged = KernelCache.in(directory);
    Files.writeString(damaged.file(), "\\u00zz=");
    assertThat(damaged.get("machine", LARGE)).isEmpty();
  }

  @Test
  void typesWithoutKernelsHereStayPlain() {
    assertThat(Kernels.MEASURED.in(Precision.FP16)).isEqualTo(Kernels.PLAIN);
    assertThat(Kernels.MEASURED.in(Precision.FP32)).isEqualTo(Kernels.MEASURED);
  }

  @Test
  void theRuleIsPinnedByName() {
    assertThat(Kernels.named(null)).isEqualTo(Kernels.MEASURED);
    assertThat(Kernels.named("plain")).isEqualTo(Kernels.PLAIN);
    assertThat(Kernels.named("Packed")).isEqualTo(Kernels.PACKED);
    assertThatThrownBy(() -> Kernels.named("fast"))
        .isInstanceOf(SettingException.class)
        .hasMessage("CLIPSTREAM_KERNELS is 'fast', expected measured, packed or plain");
  }

  @Test
  void whatAnOptionPinsTheEnvironmentDoesNotChange() {
    assertThat(Kernels.PLAIN.orPinned()).isEqualTo(Kernels.PLAIN);
    assertThat(Kernels.PACKED.orPinned()).isEqualTo(Kernels.PACKED);
    assertThat(Kernels.MEASURED.orPinned()).isEqualTo(Kernels.pinned());
  }

  private static Kernel choose(ProductShape shape, KernelCache cache) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Program program = Program.load(manager, TestModels.vit())) {
      return Kernels.MEASURED.of(shape, program, manager, cache);
    }
  }
}
