package io.clipstream.model.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.testing.QuietLoop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Native libraries write to standard error past every logger, a line a call where they can. */
class QuietEngineTest {
  @TempDir Path dir;

  @Test
  void encodingAndLearningLeaveNoNativeWarningOnStandardError() throws Exception {
    Path errors = dir.resolve("errors");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                QuietLoop.class.getName())
            .redirectError(errors.toFile())
            .start();
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("done");
    assertThat(process.waitFor()).isZero();
    assertThat(nativeWarnings(errors)).isEmpty();
  }

  /** As {@code [W1127 22:00:11.9 NNPACK.cpp:57] Could not}: level, date, time, source. */
  private static List<String> nativeWarnings(Path errors) throws IOException {
    return Files.readAllLines(errors).stream()
        .filter(line -> line.matches("\\[[IWEF]\\d{4} .*"))
        .toList();
  }
}
