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
 * @param trimmed the same after the C library has given back what was freed
 * @param heap of objects that are reachable
 */
record ProcessMemory(long resident, long trimmed, long heap) {
  private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");

  /** Whether this machine tells: it takes Linux and a JDK. */
  static boolean isKnown() {
    return Files.isReadable(Path.of("/proc/self/status")) && Files.isExecutable(JCMD);
  }

  /** Measures a process, after a full collection of its heap. */
  static ProcessMemory of(long pid) {
    try {
      long heap = heap(pid); // collects first
      long resident = resident(pid);
      ask(pid, "System.trim_native_heap"); // not every JVM knows how
      return new ProcessMemory(resident, resident(pid), heap);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String ask(long pid, String command) throws IOException {
    Process process =
        new ProcessBuilder(JCMD.toString(), Long.toString(pid), command)
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  /** The last line of a histogram of live objects is: Total INSTANCES BYTES. */
  private static long heap(long pid) throws IOException {
    String output = ask(pid, "GC.class_histogram");
    String[] total = output.substring(output.lastIndexOf('\n') + 1).split("\\s+", -1);
    if (!total[0].equals("Total")) {
      throw new IOException("jcmd says: " + output);
    }
    return Long.parseLong(total[2]);
  }

  /** What Linux counts of a process, in bytes. */
  static long resident(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("no VmRSS of process " + pid);
  }

  @Override
  public String toString() {
    return "resident %d MB, trimmed %d MB, heap %d MB"
        .formatted(resident >> 20, trimmed >> 20, heap >> 20);
  }
}
