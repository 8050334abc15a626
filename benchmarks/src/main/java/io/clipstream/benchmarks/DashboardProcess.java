package io.clipstream.benchmarks;

import io.clipstream.dashboard.Dashboard;
import io.clipstream.dashboard.DashboardSettings;
import io.clipstream.dashboard.ingest.KafkaAccess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A dashboard in a process of its own, as it is in life. */
final class DashboardProcess implements AutoCloseable {
  private static final String READY = "ready at ";

  private final Process process;
  private final BufferedReader out;
  private final Writer in;
  private final int port;

  /**
   * What it holds, in MiB.
   *
   * @param used of the heap
   * @param live of the heap, after a collection
   * @param resident of the whole process
   */
  record Memory(long used, long live, long resident) {
    @Override
    public String toString() {
      return "heap %d MiB, of that live %d, process %d MiB".formatted(used, live, resident);
    }
  }

  /**
   * Starts one and waits until it listens.
   *
   * @param heap as {@code -Xmx} has it
   */
  DashboardProcess(String bootstrap, Path directory, String heap) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-Djava.awt.headless=true",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider",
                "-cp",
                System.getProperty("java.class.path"),
                DashboardProcess.class.getName(),
                bootstrap,
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    out = process.inputReader(StandardCharsets.UTF_8);
    in = process.outputWriter(StandardCharsets.UTF_8);
    String line = line();
    while (!line.startsWith(READY)) {
      line = line();
    }
    port = Integer.parseInt(line.substring(READY.length()));
  }

  private String line() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new IOException("the dashboard ended");
    }
    return line;
  }

  int port() {
    return port;
  }

  Memory memory() throws IOException {
    in.write("memory\n");
    in.flush();
    String[] heap = line().split(" ", -1);
    return new Memory(
        Long.parseLong(heap[0]),
        Long.parseLong(heap[1]),
        Machine.mebibytes(process.pid(), "VmRSS").orElse(-1));
  }

  /** Ends it in order, as Ctrl-C does. */
  @Override
  public void close() throws IOException {
    in.close();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Runs in the process: address of the broker, directory. Ends with its standard input. */
  public static void main(String[] arguments) throws IOException {
    DashboardSettings settings =
        DashboardSettings.local(KafkaAccess.at(arguments[0]), Path.of(arguments[1]), 0);
    BufferedReader asked =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Dashboard dashboard = Dashboard.start(settings)) {
      System.out.println(READY + dashboard.port());
      while (asked.readLine() != null) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        long used = memory.getHeapMemoryUsage().getUsed() >> 20;
        memory.gc();
        System.out.println(used + " " + (memory.getHeapMemoryUsage().getUsed() >> 20));
      }
    }
  }
}
