package io.clipstream.model.testing;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Holds loops to leaving native memory as they found it. */
public final class NativeMemory {
  private static final Path STATM = Path.of("/proc/self/statm");
  private static final long PAGE = 4096;
  private static final long MIB = 1 << 20;

  /** How much resident memory may grow from a tenth of the passes to the last. */
  private static final long ALLOWED = 16 * MIB;

  private NativeMemory() {}

  /**
   * Runs {@code pass} many times: the arrays alive under {@code root} must be as many as before,
   * and resident memory must stay flat where the system tells it.
   */
  public static void requireFlat(String what, NDManager root, int passes, Runnable pass) {
    run(passes / 10, pass);
    int arrays = root.getManagedArrays().size();
    long before = resident();
    run(passes - passes / 10, pass);
    long grown = resident() - before;
    assertThat(root.getManagedArrays()).as("live arrays after %s", what).hasSize(arrays);
    if (before == 0) {
      System.out.println(what + ": resident memory not checked, " + STATM + " is not there");
      return;
    }
    System.out.printf(
        "%s: resident memory %+.1f MiB over %d passes%n", what, (double) grown / MIB, passes);
    assertThat(grown).as("growth of resident memory over %s", what).isLessThan(ALLOWED);
  }

  private static void run(int passes, Runnable pass) {
    for (int i = 0; i < passes; i++) {
      pass.run();
    }
  }

  /** Resident bytes with the heap shrunk to what is alive; 0 where they cannot be read. */
  public static long resident() {
    if (!Files.exists(STATM)) {
      return 0;
    }
    // Twice: the first lets go of direct buffers, whose memory is freed by a thread of its own.
    System.gc();
    pause();
    System.gc();
    try {
      return PAGE * Long.parseLong(Files.readString(STATM).split(" ")[1]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
