package io.clipstream.distribution;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Java process with its output in a file. Only this very process is ever ended. */
final class JavaProcess implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration STOP_LIMIT = Duration.ofMinutes(2);

  private final String name;
  private final Process process;
  private final Path log;

  private JavaProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts {@code main} with small memory, the serial collector and the quick compiler only.
   *
   * @param directory where the output goes, and where Flink looks for its configuration
   * @param jvm further options of the JVM
   */
  static JavaProcess start(
      String name,
      Path directory,
      String classPath,
      List<String> jvm,
      String main,
      List<String> args) {
    return start(name, directory, classPath, jvm, main, args, Map.of());
  }

  /** The same with more in its environment. */
  static JavaProcess start(
      String name,
      Path directory,
      String classPath,
      List<String> jvm,
      String main,
      List<String> args,
      Map<String, String> environment) {
    Path log = directory.resolve(name + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.addAll(jvm);
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(args);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.environment().put("FLINK_CONF_DIR", directory.toString());
    builder.environment().put("FLINK_PLUGINS_DIR", directory.resolve("plugins").toString());
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("MALLOC_ARENA_MAX", "2"); // as docs/cluster.md asks for
    builder.environment().put("GOMP_SPINCOUNT", "1000");
    builder.environment().putAll(environment);
    try {
      return new JavaProcess(name, builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One that was started otherwise, with its output in {@code log}. */
  static JavaProcess of(String name, Process process, Path log) {
    return new JavaProcess(name, process, log);
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL: nothing in the process hears of it. */
  void kill() {
    process.destroyForcibly();
    await(GRACE);
  }

  /** SIGTERM, as an orchestrator sends it; the status that it ends with. */
  int terminate() {
    process.destroy();
    return await(STOP_LIMIT);
  }

  /** The beginnings of the names of its threads, as far as the system shows them. */
  List<String> threads() {
    try (Stream<Path> tasks = Files.list(Path.of("/proc", String.valueOf(pid()), "task"))) {
      return tasks.map(task -> read(task.resolve("comm"))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return ""; // the thread has ended meanwhile
    }
  }

  /** STOP: the process stands still, with all its connections, and hears of nothing. */
  void pause() {
    signal("STOP");
  }

  /** CONT: it goes on as if no time had passed. */
  void goOn() {
    signal("CONT");
  }

  private void signal(String signal) {
    try {
      String[] command = {"kill", "-" + signal, String.valueOf(pid())};
      if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
        throw new AssertionError("cannot send " + signal + " to " + name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while sending " + signal + " to " + name, e);
    }
  }

  /** The exit status. */
  int await(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(name + " still runs after " + limit + "\n" + tail());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + name, e);
    }
  }

  String output() {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last lines of the output, under the process's name. */
  String tail() {
    List<String> lines = output().lines().toList();
    List<String> last = lines.subList(Math.max(0, lines.size() - 60), lines.size());
    return "---- " + name + " (" + log + ")\n" + String.join("\n", last) + "\n";
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
