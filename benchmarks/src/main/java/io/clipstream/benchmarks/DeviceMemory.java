package io.clipstream.benchmarks;

import ai.djl.Device;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Memory that is in use on a device: of a GPU as its driver says, else of this process. */
final class DeviceMemory {
  private DeviceMemory() {}

  /** In MiB. */
  static long mebibytes(Device device) {
    if (!device.isGpu()) {
      return Machine.mebibytes(ProcessHandle.current().pid(), "VmRSS").orElse(0);
    }
    try {
      Process driver =
          new ProcessBuilder(
                  "nvidia-smi",
                  "--query-gpu=memory.used",
                  "--format=csv,noheader,nounits",
                  "--id=" + device.getDeviceId())
              .start();
      String said = new String(driver.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return Long.parseLong(said.strip());
    } catch (IOException e) {
      throw new UncheckedIOException("nvidia-smi does not say how much memory is in use", e);
    }
  }
}
