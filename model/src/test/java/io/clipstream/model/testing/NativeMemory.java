package io.clipstream.model.testing;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds loops to leaving native memory as they found it. A loop runs in a JVM of its own whose heap
 * is fixed and touched beforehand: elsewhere the heap's coming and going is larger than the leaks
 * looked for.
 */
public final class NativeMemory {
  /** How much resident memory may grow from a tenth of the passes to the last. */
  public static final long ALLOWED_BYTES = 16L << 20;

  private static final Path STATM = Path.of("/proc/self/statm");
  private static final long PAGE = 4096;
  private static final int MAX_TENTHS = 10;

  private NativeMemory() {}

  /** What a loop left behind. */
  public record Growth(long bytes, int arrays) {}

  /** Runs {@code main}, which calls {@link #report}, in a JVM of its own. */
  public static Growth growthOf(Class<?> main, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC"));
    command.add("-XX:TieredStopAtLevel=1"); // the optimising compiler's own memory is noise here
    command.add("-XX:-UseDynamicNumberOfCompilerThreads"); // so is that of one more of the other
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("MALLOC_ARENA_MAX", "1"); // no pools that keep what threads freed
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    String[] numbers = output.substring(output.lastIndexOf("grew ") + 5).strip().split(" ");
    long bytes = Long.parseLong(numbers[0]);
    System.out.printf("%s: grew by %d KiB%n", String.join(" ", arguments), bytes >> 10);
    return new Growth(bytes, Integer.parseInt(numbers[1]));
  }

  /** Runs the passes and prints what changed after the first tenth, and the warm-up with it. */
  public static void report(NDManager root, int passes, Runnable pass) throws IOException {
    warmUp(passes / 10, pass);
    int arrays = root.getManagedArrays().size();
    long before = resident();
    run(passes - passes / 10, pass);
    long grown = resident() - before;
    System.out.println("grew " + grown + " " + (root.getManagedArrays().size() - arrays));
  }

  /** A tenth of the passes, and again as long as methods are still being compiled meanwhile. */
  private static void warmUp(int passes, Runnable pass) {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    long before;
    int tenths = 0;
    do {
      before = compiler.getTotalCompilationTime();
      run(passes, pass);
    } while (compiler.getTotalCompilationTime() > before && ++tenths < MAX_TENTHS);
  }

  private static void run(int passes, Runnable pass) {
    for (int i = 0; i < passes; i++) {
      pass.run();
    }
  }

  private static long resident() throws IOException {
    System.gc();
    return PAGE * Long.parseLong(Files.readString(STATM).split(" ")[1]);
  }
}
