package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs tag and swap for months: batches and swaps must leave nothing behind. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "resident memory is read from /proc")
class TaggerMemoryTest {
  /** Four of these checkpoints: if swaps left them behind, the 20 after the tenth would show. */
  private static final long ALLOWED_BYTES = 24L << 20;

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({"batches, 1000", "swaps, 30"})
  void batchesAndSwapsLeaveNativeMemoryFlat(String kind, String count) throws Exception {
    assertThat(growth(kind, count)).isLessThan(ALLOWED_BYTES);
  }

  @Tag("soak")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  @ParameterizedTest
  @CsvSource({"batches, 20000", "swaps, 200"})
  void manyBatchesAndSwapsLeaveNativeMemoryFlat(String kind, String count) throws Exception {
    assertThat(growth(kind, count)).isLessThan(ALLOWED_BYTES);
  }

  /** In a JVM of its own whose heap is fixed and touched beforehand. */
  private long growth(String kind, String count) throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xms192m",
            "-Xmx192m",
            "-XX:+AlwaysPreTouch",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", // the optimising compiler's own memory is noise here
            "-cp",
            System.getProperty("java.class.path"),
            TaggerLoop.class.getName(),
            dir.toString(),
            kind,
            count);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    String rest = output.substring(output.lastIndexOf("grew ") + 5);
    long bytes = Long.parseLong(rest.lines().findFirst().orElseThrow());
    System.out.printf("%s %s: grew by %d KiB%n", kind, count, bytes >> 10);
    return bytes;
  }
}
