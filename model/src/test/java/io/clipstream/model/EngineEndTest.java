package io.clipstream.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.testing.EndingLoop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A process may end while the engine computes. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "on_exit is a function of glibc")
class EngineEndTest {
  @TempDir private Path folder;

  @RepeatedTest(4)
  void aProcessThatEndsWhileThreadsComputeHasItsStatusAndDoesNotCrash() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:ErrorFile=" + folder.resolve("crash.log"),
                "-cp",
                System.getProperty("java.class.path"),
                EndingLoop.class.getName(),
                "skip")
            .redirectErrorStream(true)
            .start();
    String output = output(process);
    assertThat(process.waitFor()).as(output).isEqualTo(EndingLoop.STATUS);
    assertThat(folder).isEmptyDirectory();
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
