package io.clipstream.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of the kit can be held on a machine without a GPU. */
class GpuKitTest {
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  @TempDir private Path folder;

  @Test
  void theEngineLoadsEveryProgram() throws IOException {
    GpuKitModels.write(folder);
    try (Stream<Path> files = Files.list(folder);
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      List<Path> programs = files.filter(file -> file.toString().endsWith(".pt")).toList();
      assertThat(programs).hasSize(12);
      for (Path program : programs) {
        try (NDManager scope = manager.newSubManager();
            InputStream in = Files.newInputStream(program)) {
          assertThat(JniUtils.loadModule((PtNDManager) scope, in, false, false)).isNotNull();
        }
      }
    }
    assertThat(folder.resolve("RN50.json")).content().contains("visual.layer4.2.bn3.running_var");
  }

  @Test
  void theScriptsCompile() throws Exception {
    assumeTrue(Files.exists(PYTHON), PYTHON + " is not on this machine");
    for (String script : List.of("gpukit/encoders.py", "gpukit/towers.py", "decoding_peers.py")) {
      Path file = folder.resolve(Path.of(script).getFileName());
      try (InputStream in = GpuKit.class.getResourceAsStream(script)) {
        Files.copy(in, file);
      }
      Process python =
          new ProcessBuilder(PYTHON + "", "-m", "py_compile", file + "").inheritIO().start();
      assertThat(python.waitFor()).as(script).isZero();
    }
  }
}
