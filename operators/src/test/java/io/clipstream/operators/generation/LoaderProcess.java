package io.clipstream.operators.generation;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.checkpoint.Integrity;
import io.clipstream.operators.testing.CountingFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A process whose threads load a checkpoint at once, as the subtasks of a TaskManager do. */
final class LoaderProcess implements AutoCloseable {
  private static final String WEIGHTS = "model.safetensors";
  private static final long KIBIBYTE = 1 << 10;

  private final Process process;

  /**
   * What a process says at its end.
   *
   * @param downloads of the weights from the store
   * @param peak bytes in memory at most, the JVM's own among them; 0 where the system does not tell
   */
  record Loaded(int downloads, long peak) {}

  /**
   * @param checkpoint as it was announced
   * @param cache that processes share
   * @param threads how many load
   * @param bytesPerSecond of a download; 0 for no limit
   */
  record Task(Path checkpoint, String sha256, Path cache, int threads, long bytesPerSecond) {}

  private LoaderProcess(Process process) {
    this.process = process;
  }

  static LoaderProcess start(Task task) throws IOException {
    return new LoaderProcess(
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                LoaderProcess.class.getName(),
                "counting:" + task.checkpoint(),
                task.sha256(),
                task.cache().toString(),
                String.valueOf(task.threads()),
                String.valueOf(task.bytesPerSecond()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** Sends it a signal of the operating system. */
  void signal(String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, "" + process.pid()).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end. */
  Loaded loaded() throws Exception {
    String out =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).as(out).isZero();
    String[] numbers = out.split(" ");
    return new Loaded(Integer.parseInt(numbers[0]), Long.parseLong(numbers[1]));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Fetches a checkpoint in each thread, reads one, and says how often it was downloaded. */
  public static void main(String[] args) throws Exception {
    DownloadSettings settings =
        new DownloadSettings(
            args[2], 1L << 40, Duration.ZERO, Long.parseLong(args[4]), Duration.ofMinutes(2));
    List<CheckpointCopy> copies =
        atOnce(
            Integer.parseInt(args[3]),
            () -> CheckpointCopy.of(URI.create(args[0]), args[1], settings, () -> false));
    Path first = copies.get(0).directory();
    if (!Integrity.verify(first).equals(args[1])) {
      throw new IllegalStateException("another checkpoint in " + first);
    }
    for (CheckpointCopy copy : copies) {
      if (!Files.isSameFile(first.resolve(WEIGHTS), copy.directory().resolve(WEIGHTS))) {
        throw new IllegalStateException("not the file that was verified in " + copy.directory());
      }
    }
    for (CheckpointCopy copy : copies) {
      copy.close();
    }
    System.out.println(CountingFiles.opened(WEIGHTS) + " " + peak());
  }

  private static <T> List<T> atOnce(int threads, Callable<T> load)
      throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<T> all = new ArrayList<>();
      for (Future<T> one : pool.invokeAll(Collections.nCopies(threads, load))) {
        all.add(one.get());
      }
      return all;
    } finally {
      pool.shutdownNow();
    }
  }

  private static long peak() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIBIBYTE)
        .findFirst()
        .orElse(0);
  }
}
