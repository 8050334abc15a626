package io.clipstream.benchmarks;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import com.sun.management.OperatingSystemMXBean;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.checkpoint.Architectures;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import picocli.CommandLine.Option;

/** What benchmarks in rounds have in common: rounds, threads, and the machine they ran on. */
final class Machine {
  @Option(names = "--rounds", defaultValue = "7", description = "Rounds. Default: 7.")
  int rounds;

  @Option(names = "--threads", description = "Threads of the engine. Default: all cores.")
  private Integer threads;

  @Option(
      names = "--cpu-time",
      description =
          "Count the process's CPU time instead of the clock's, which other processes disturb less; "
              + "for one thread.")
  private boolean cpuTime;

  Rounds measure(Map<String, Runnable> tasks) {
    return Rounds.of(rounds, cpuTime ? Machine::processNanos : System::nanoTime, tasks);
  }

  private static long processNanos() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return system.getProcessCpuTime();
  }

  /** Threads of the engine; 0 for a thread a core. */
  int threads() {
    return threads == null ? 0 : threads;
  }

  NDManager open(Device device) {
    return open(device, threads());
  }

  /** The engine with so many threads, or with a thread a core for 0. */
  static NDManager open(Device device, int threads) {
    Engine.getEngine("PyTorch");
    if (threads > 0) {
      JniUtils.setNumThreads(threads);
    }
    return NDManager.newBaseManager(device, "PyTorch");
  }

  /**
   * Does work on a thread of its own. The engine's workers belong to the thread that called it and
   * end with it; while more of them exist than the machine has cores, all of them go to sleep
   * sooner between two operations, which would slow down what is measured next.
   */
  static <T> T apart(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "benchmark");
    thread.start();
    thread.join();
    return task.get();
  }

  static ClipConfig architecture(String name) {
    return name.endsWith(".json") ? Architectures.read(Path.of(name)) : Architectures.named(name);
  }

  /** Threads, date and the machine's load, since a busy machine gives other numbers. */
  String describe() {
    return String.format(
        Locale.ROOT,
        "%d rounds of %s time, %d threads, %s",
        rounds,
        cpuTime ? "CPU" : "wall",
        threads == null ? Runtime.getRuntime().availableProcessors() : threads,
        now());
  }

  /** Date and load. */
  static String now() {
    return String.format(
        Locale.ROOT,
        "%s, load average %.1f on %d cores",
        LocalDate.now(ZoneOffset.UTC),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        Runtime.getRuntime().availableProcessors());
  }

  /** The most memory that this process held at a time, in MiB; empty where Linux does not say. */
  static OptionalLong peakMebibytes() {
    return mebibytes(ProcessHandle.current().pid(), "VmHWM");
  }

  /**
   * Memory of a process in MiB; empty where Linux does not say.
   *
   * @param which as /proc names it, for example VmRSS
   */
  static OptionalLong mebibytes(long pid, String which) {
    try {
      return Files.readAllLines(Path.of("/proc", pid + "", "status")).stream()
          .filter(line -> line.startsWith(which + ":"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
