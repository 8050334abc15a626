package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The command line in a process of its own, as a shell starts it. */
final class CommandProcess {
  private final Process process;
  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
  private final StringBuilder output = new StringBuilder();

  private CommandProcess(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "output of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** All the time: while its output is full, a process does nothing of what a test waits for. */
  private void read() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(Optional.of(line));
      }
    } catch (IOException e) {
      lines.add(Optional.of(e.toString()));
    }
    lines.add(Optional.empty());
  }

  /** The next line; nothing at the end. */
  private Optional<String> nextLine() throws InterruptedException {
    Optional<String> line = lines.take();
    line.ifPresentOrElse(text -> output.append(text).append('\n'), () -> lines.add(line));
    return line;
  }

  static CommandProcess start(List<String> arguments) throws IOException {
    return start(List.of(), arguments);
  }

  /**
   * @param before a command that runs the one behind it
   */
  static CommandProcess start(List<String> before, List<String> arguments) throws IOException {
    return start(Path.of("").toAbsolutePath(), before, arguments);
  }

  /** Starts it in another directory. */
  static CommandProcess startIn(Path directory, List<String> arguments) throws IOException {
    return start(directory, List.of(), arguments);
  }

  private static CommandProcess start(Path directory, List<String> before, List<String> arguments)
      throws IOException {
    return start(directory, before, List.of(), arguments);
  }

  /** Starts it in a directory with {@code CLIPSTREAM_LOG=json} and these options of the JVM. */
  static CommandProcess startLoggingJson(Path directory, List<String> jvm, List<String> arguments)
      throws IOException {
    List<String> before = List.of("env", LogFormat.VARIABLE + "=json");
    return start(directory, before, jvm, arguments);
  }

  private static CommandProcess start(
      Path directory, List<String> before, List<String> jvm, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments);
    return new CommandProcess(
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start());
  }

  /** Reads what the process says until a line contains {@code words}. */
  void awaitLine(String words) throws InterruptedException {
    Optional<String> line = nextLine();
    while (line.isPresent() && !line.get().contains(words)) {
      line = nextLine();
    }
    if (line.isEmpty()) {
      throw new AssertionError("the process ended without '" + words + "':\n" + output);
    }
  }

  /** Asks the process to end, as a shell's kill does; its last words can still be read. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** Ends the process at once, as {@code kill -9} and the kernel do. */
  void kill() {
    process.toHandle().destroyForcibly();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** Waits for the end; its exit status. */
  int exit() throws InterruptedException {
    while (nextLine().isPresent()) {
      // Until it has said everything.
    }
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(output.toString()).isTrue();
    return process.exitValue();
  }

  /** Everything that was said, on standard output and standard error. */
  String output() {
    return output.toString();
  }
}
