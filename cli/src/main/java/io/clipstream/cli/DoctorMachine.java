package io.clipstream.cli;

import ai.djl.engine.Engine;
import io.clipstream.model.image.jpeg.JpegEngine;
import java.util.List;

/** Looks at this machine: Java and what is native. */
final class DoctorMachine {
  private static final String AREA = "This machine";
  private static final int MIN_JAVA = 17;

  private DoctorMachine() {}

  static List<Finding> look() {
    return List.of(java(), engine(), jpeg());
  }

  private static Finding java() {
    int version = Runtime.version().feature();
    return Finding.when(
        version >= MIN_JAVA,
        AREA,
        "Java",
        Runtime.version().toString(),
        Finding.fault(
            AREA, "Java", Runtime.version().toString(), "install Java " + MIN_JAVA + " or newer"));
  }

  /** The engine's libraries are unpacked, linked and held against known results. */
  private static Finding engine() {
    try {
      Engine engine = Engine.getEngine("PyTorch");
      int gpus = engine.getGpuCount();
      String devices = gpus == 0 ? "CPU only" : gpus + " GPUs";
      return Finding.ok(AREA, "engine", "PyTorch " + engine.getVersion() + ", " + devices);
    } catch (RuntimeException | LinkageError e) {
      return Finding.fault(
          AREA,
          "engine",
          "PyTorch cannot be loaded: " + e,
          "is DJL_CACHE_DIR writable, with 1 GB left, and the archive made for this platform?");
    }
  }

  private static Finding jpeg() {
    return Finding.ok(AREA, "JPEG decoder", JpegEngine.chosen().describe());
  }
}
