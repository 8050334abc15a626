package io.clipstream.operators.generation;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.checkpoint.Integrity;
import io.clipstream.schemas.Digests;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A host's subtasks that all learn of a large checkpoint at once: 100 of them in 25 processes, each
 * of which reads all of its 2 GB to verify it. Twice that much must be free in the temporary
 * directory.
 */
class StampedeTest {
  private static final int PROCESSES = 25;
  private static final int SUBTASKS = 4;
  private static final long WEIGHTS = 2L << 30;

  /** Heap, the JVM's own memory and a few buffers of a megabyte for each thread. */
  private static final long MOST_MEMORY = 256L << 20;

  @TempDir private Path dir;

  @Test
  @Tag("soak")
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void aHundredSubtasksOfAHostDownloadTwoGigabytesOnceInLittleMemory() throws Exception {
    Path checkpoint = Files.createDirectory(dir.resolve("large"));
    String sha256 = write(checkpoint);
    long began = System.nanoTime();
    List<LoaderProcess> processes = new ArrayList<>();
    List<LoaderProcess.Loaded> all = new ArrayList<>();
    try {
      for (int i = 0; i < PROCESSES; i++) {
        processes.add(
            LoaderProcess.start(
                new LoaderProcess.Task(checkpoint, sha256, dir.resolve("cache"), SUBTASKS, 0)));
      }
      for (LoaderProcess process : processes) {
        all.add(process.loaded());
      }
    } finally {
      processes.forEach(LoaderProcess::close);
    }
    int downloads = all.stream().mapToInt(LoaderProcess.Loaded::downloads).sum();
    long peak = all.stream().mapToLong(LoaderProcess.Loaded::peak).max().orElseThrow();
    System.out.printf(
        "%d subtasks in %d processes, a checkpoint of %d MB: %d download, %d MB of memory at most in"
            + " a process, all verified after %d s%n",
        PROCESSES * SUBTASKS,
        PROCESSES,
        WEIGHTS / 1_000_000,
        downloads,
        peak / 1_000_000,
        Duration.ofNanos(System.nanoTime() - began).toSeconds());
    assertThat(downloads).isEqualTo(1);
    assertThat(peak).isLessThan(MOST_MEMORY);
  }

  /** A file of nothing but zeros takes no room on the disk, and as much as any other in copies. */
  private static String write(Path directory) throws Exception {
    Path weights = directory.resolve("model.safetensors");
    try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
      file.setLength(WEIGHTS);
    }
    Files.writeString(
        directory.resolve(Integrity.FILE), Digests.sha256(weights) + "  model.safetensors\n");
    return Integrity.verify(directory);
  }
}
