package io.clipstream.model.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.ModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineCheckTest {
  private static final String UNSET = null;

  /** A number out of place, as faulty libraries make it: far off, or not a number. */
  private record Fault(String title, int at, float number) {
    float[] in(KnownResult known) {
      float[] result = right(known);
      if (known.title().equals(title)) {
        result[at] = number;
      }
      return result;
    }
  }

  private static float[] right(KnownResult known) {
    float[] result = new float[known.expected().length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) known.expected()[i];
    }
    return result;
  }

  static Stream<String> titles() {
    return KnownResult.all().stream().map(KnownResult::title);
  }

  @Test
  void theEngineOfThisMachineIsRight() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      assertThatCode(() -> EngineCheck.require(manager)).doesNotThrowAnyException();
    }
  }

  @Test
  void roundingPasses() {
    EngineCheck.require(
        Device.cpu(),
        UNSET,
        known -> {
          float[] result = right(known);
          result[0] += 1e-3f;
          return result;
        });
  }

  @ParameterizedTest
  @MethodSource("titles")
  void oneResultThatIsNotANumberIsRefused(String title) {
    requireRefused(Device.cpu(), UNSET, new Fault(title, 7, Float.NaN))
        .contains("PyTorch computes wrongly on this processor: " + title)
        .contains("a relative error of NaN, expected 0.01 at most");
  }

  @ParameterizedTest
  @MethodSource("titles")
  void oneResultThatIsFarOffIsRefusedWithWhatToSet(String title) {
    requireRefused(Device.cpu(), UNSET, new Fault(title, 7, 1e3f))
        .contains(title + " has a relative error of ")
        .endsWith("set the environment variable ONEDNN_MAX_CPU_ISA=SSE41 and start again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AVX2", "ALL"})
  void aWiderSettingIsToBeNarrowed(String setting) {
    requireRefused(Device.cpu(), setting, new Fault("a convolution", 0, 1e3f))
        .endsWith("set the environment variable ONEDNN_MAX_CPU_ISA=SSE41 and start again");
  }

  @Test
  void whereTheSettingDoesNotHelpTheMachineIsToBeChanged() {
    requireRefused(Device.cpu(), "sse41", new Fault("a product of matrices", 0, 1e3f))
        .endsWith("ONEDNN_MAX_CPU_ISA=sse41 did not help; use another machine");
  }

  @Test
  void aGpuIsSentElsewhere() {
    requireRefused(Device.gpu(), UNSET, new Fault("a convolution", 0, 1e3f))
        .contains("on this GPU")
        .endsWith("use the device cpu, or another driver");
  }

  private static AbstractStringAssert<?> requireRefused(
      Device device, String setting, Fault fault) {
    List<String> messages = new ArrayList<>();
    assertThatThrownBy(() -> EngineCheck.require(device, setting, fault::in))
        .isInstanceOfSatisfying(ModelException.class, e -> messages.add(e.getMessage()));
    return assertThat(messages.get(0));
  }
}
