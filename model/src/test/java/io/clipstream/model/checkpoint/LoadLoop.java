package io.clipstream.model.checkpoint;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.clipstream.model.encoder.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads and closes the golden checkpoints over and over and prints how far resident memory grew
 * from a tenth of the passes to the end. A program of its own, because only a JVM whose heap is
 * fixed and touched beforehand shows native memory: elsewhere the heap's own coming and going is
 * larger than the leaks looked for.
 */
final class LoadLoop {
  private LoadLoop() {}

  /** Arguments: passes, and {@code leak} to keep a model every tenth pass. */
  public static void main(String[] args) throws IOException {
    int passes = Integer.parseInt(args[0]);
    boolean leak = args.length > 1;
    List<Path> golden = List.of(Golden.VIT_HF, Golden.VIT_OPENCLIP, Golden.RN_OPENCLIP);
    List<Weights> kept = new ArrayList<>();
    long before = 0;
    for (int pass = 0; pass < passes; pass++) {
      if (pass == passes / 10) {
        before = residentBytes();
      }
      DataType type = pass % 2 == 0 ? DataType.FLOAT32 : DataType.FLOAT16;
      Weights weights = CheckpointDirectory.open(golden.get(pass % 3)).load(Device.cpu(), type);
      if (leak && pass % 10 == 0) {
        kept.add(weights);
      } else {
        weights.close();
      }
    }
    System.out.println("grew " + (residentBytes() - before) + " kept " + kept.size());
  }

  private static long residentBytes() throws IOException {
    System.gc();
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElseThrow();
  }
}
