package io.clipstream.model.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.testing.TestRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tests of the encoders and of training's gradients, as if the processor offered less: oneDNN
 * has other kernels for each set of instructions.
 */
@Tag("soak")
@Timeout(value = 2, unit = TimeUnit.HOURS)
class InstructionSetsTest {
  private static final String VARIABLE = "ONEDNN_MAX_CPU_ISA";

  @ParameterizedTest
  @ValueSource(strings = {"", "AVX2", "SSE41"})
  void everyEncoderTestPassesWithTheInstructionsOf(String setting) throws Exception {
    Process process = start(setting);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    System.out.printf("%s=%s: %s", VARIABLE, setting, output.substring(output.lastIndexOf("pass")));
  }

  /**
   * @param setting empty for none
   */
  private static Process start(String setting) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-cp",
            System.getProperty("java.class.path"),
            TestRun.class.getName(),
            InstructionSetsTest.class.getPackageName(),
            "io.clipstream.model.evaluation.ReferenceCheckTest",
            "io.clipstream.model.training.OddGradientsTest");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().remove(VARIABLE);
    if (!setting.isEmpty()) {
      builder.environment().put(VARIABLE, setting);
    }
    return builder.start();
  }
}
