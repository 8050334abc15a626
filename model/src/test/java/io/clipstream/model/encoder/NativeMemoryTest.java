package io.clipstream.model.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.testing.MemoryLoop;
import io.clipstream.model.testing.NativeMemory;
import io.clipstream.model.testing.NativeMemory.Growth;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs encode and learn for months: a pass must leave nothing behind. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "resident memory is read from /proc")
class NativeMemoryTest {
  // A misfit is refused at once: its first hundreds of passes are the JVM's own warm-up.
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  @ParameterizedTest
  @CsvSource({
    "encode, 500",
    "refused, 1000",
    "learn, 1000",
    "words, 1000",
    "language, 1000",
    "misfit, 10000",
    "features, 1000",
    "probe, 1000"
  })
  void passesLeaveNativeMemoryFlat(String kind, String passes) throws Exception {
    requireFlat(kind, passes);
  }

  @Tag("soak")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  @ParameterizedTest
  @CsvSource({
    "encode, 20000",
    "refused, 20000",
    "learn, 5000",
    "misfit, 50000",
    "features, 20000",
    "probe, 5000"
  })
  void manyPassesLeaveNativeMemoryFlat(String kind, String passes) throws Exception {
    requireFlat(kind, passes);
  }

  @Test
  void theMeasurementSeesAResultKeptInFourPasses() throws Exception {
    assertThat(NativeMemory.growthOf(MemoryLoop.class, "leak", "500").bytes())
        .isGreaterThan(NativeMemory.ALLOWED_BYTES);
  }

  private static void requireFlat(String kind, String passes) throws Exception {
    Growth growth = NativeMemory.growthOf(MemoryLoop.class, kind, passes);
    assertThat(growth.arrays()).as("more live arrays").isZero();
    assertThat(growth.bytes())
        .as("growth of resident memory")
        .isLessThan(NativeMemory.ALLOWED_BYTES);
  }
}
