package io.clipstream.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What another JVM holds, in bytes.
 *
 * @param resident of the whole process, as Linux counts it
 * @param heap of objects that are reachable
 */
record ProcessMemory(long resident, long heap) {
  private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");

  /** Whether this machine tells: it takes Linux and a JDK. */
  static boolean isKnown() {
    return Files.isReadable(Path.of("/proc/self/status")) && Files.isExecutable(JCMD);
  }

  /** Measures a process after a full collection of its heap. */
  static ProcessMemory of(long pid) {
    try {
      long heap = heap(pid); // collects first
      return new ProcessMemory(resident(pid), heap);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last line of a histogram of live objects is: Total INSTANCES BYTES. */
  private static long heap(long pid) throws IOException {
    Process process =
        new ProcessBuilder(JCMD.toString(), Long.toString(pid), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String[] total = output.strip().substring(output.strip().lastIndexOf('\n') + 1).split("\\s+");
    if (!total[0].equals("Total")) {
      throw new IOException("jcmd says: " + output);
    }
    return Long.parseLong(total[2]);
  }

  private static long resident(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("no VmRSS of process " + pid);
  }

  @Override
  public String toString() {
    return "resident %d MB, heap %d MB".formatted(resident >> 20, heap >> 20);
  }
}
