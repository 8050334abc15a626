package io.clipstream.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What something cost its thread.
 *
 * @param time of a processor, which other processes do not change
 * @param allocated bytes of heap, whether or not they were needed at one time
 * @param nativeBytes by which the process's resident memory peaked above its heap and where it was
 *     before; 0 where nobody tells
 */
record Cost(Duration time, long allocated, long nativeBytes) {
  static final Cost NONE = new Cost(Duration.ZERO, 0, 0);

  private static final Duration MOST_TIME = Duration.ofSeconds(2);
  private static final long MOST_BYTES = 300_000_000;

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path PEAK = Path.of("/proc/self/clear_refs");
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** A value, and what it cost. */
  record Of<T>(T value, Cost cost) {}

  static <T> Of<T> of(Supplier<T> action) throws IOException {
    resetPeak();
    long before = resident("VmRSS:");
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long time = THREADS.getCurrentThreadCpuTime();
    T value = action.get();
    Duration took = Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - time);
    long taken = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    // What the heap grew by may be resident as well.
    long peak = Math.max(0, resident("VmHWM:") - before - taken);
    return new Of<>(value, new Cost(took, taken, peak));
  }

  Cost max(Cost other) {
    return new Cost(
        time.compareTo(other.time) > 0 ? time : other.time,
        Math.max(allocated, other.allocated),
        Math.max(nativeBytes, other.nativeBytes));
  }

  void assertWithinBudget(String what) {
    assertThat(time).as(what).isLessThan(MOST_TIME);
    assertThat(allocated + nativeBytes).as(what).isLessThan(MOST_BYTES);
  }

  private static void resetPeak() throws IOException {
    if (Files.exists(PEAK)) {
      Files.writeString(PEAK, "5");
    }
  }

  private static long resident(String field) throws IOException {
    if (!Files.exists(STATUS)) {
      return 0;
    }
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }

  @Override
  public String toString() {
    return "%d ms, %d MB of heap, %d MB of native memory"
        .formatted(time.toMillis(), allocated >> 20, nativeBytes >> 20);
  }
}
