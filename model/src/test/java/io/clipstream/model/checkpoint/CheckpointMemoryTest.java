package io.clipstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.clipstream.model.encoder.Weights;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Models are swapped for as long as a job runs: reading and closing them must leave nothing. */
class CheckpointMemoryTest {
  private static final long ALLOWED_BYTES = 16L << 20;

  @TempDir Path dir;

  @Test
  @EnabledOnOs(OS.LINUX)
  void loadingAndClosingLeavesResidentMemoryFlat() throws Exception {
    assertThat(growthOver("500")).isLessThan(ALLOWED_BYTES);
  }

  @Test
  @Tag("soak")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  @EnabledOnOs(OS.LINUX)
  void loadingAndClosingForLongLeavesResidentMemoryFlat() throws Exception {
    assertThat(growthOver("5000")).isLessThan(ALLOWED_BYTES);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theMeasurementSeesAModelKeptEveryTenthPass() throws Exception {
    assertThat(growthOver("500", "leak")).isGreaterThan(ALLOWED_BYTES);
  }

  @Test
  void aLoadedModelHoldsOneLiveArrayPerParameter() {
    for (Path golden : List.of(Golden.VIT_HF, Golden.VIT_OPENCLIP, Golden.RN_OPENCLIP)) {
      try (Weights weights =
          CheckpointDirectory.open(golden).load(Device.cpu(), DataType.FLOAT16)) {
        assertThat(weights.manager().getManagedArrays()).hasSize(weights.arrays().size());
      }
    }
  }

  @Test
  void loadingLeavesNoMappingBehind() {
    long before = mappings();
    for (int pass = 0; pass < 20; pass++) {
      CheckpointDirectory.open(Golden.VIT_HF).load(Device.cpu(), DataType.FLOAT32).close();
    }

    assertThat(mappings()).isLessThanOrEqualTo(before); // those of other tests may end meanwhile
  }

  @Test
  void writingLeavesNoArraysBehind() {
    CheckpointDirectory source = CheckpointDirectory.open(Golden.VIT_HF);
    try (Weights weights = source.load(Device.cpu(), DataType.FLOAT32)) {
      NDManager manager = weights.manager();
      int before = manager.getManagedArrays().size();
      for (int pass = 0; pass < 10; pass++) {
        CheckpointWriter.write(
            dir.resolve("pass-" + pass),
            source.config(),
            source.preprocessing(),
            weights.arrays(),
            DataType.FLOAT16,
            CheckpointExtras.card(""));
      }

      assertThat(manager.getManagedArrays()).hasSize(before);
    }
  }

  private static long mappings() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("mapped"))
        .mapToLong(BufferPoolMXBean::getCount)
        .sum();
  }

  private static long growthOver(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC"));
    command.add("-XX:TieredStopAtLevel=1"); // the optimising compiler's own memory is noise here
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(LoadLoop.class.getName());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    Matcher grew = Pattern.compile("grew (-?\\d+) ").matcher(output);
    assertThat(grew.find()).as(output).isTrue();
    return Long.parseLong(grew.group(1));
  }
}
