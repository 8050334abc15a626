package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line in a process of its own, as a shell starts it. */
final class CommandProcess {
  private final Process process;
  private final BufferedReader reader;
  private final StringBuilder output = new StringBuilder();

  private CommandProcess(Process process) {
    this.process = process;
    this.reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
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
  void awaitLine(String words) throws IOException {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      output.append(line).append('\n');
      if (line.contains(words)) {
        return;
      }
    }
    throw new AssertionError("the process ended without '" + words + "':\n" + output);
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
  int exit() throws IOException, InterruptedException {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      output.append(line).append('\n');
    }
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(output.toString()).isTrue();
    return process.exitValue();
  }

  /** Everything that was said, on standard output and standard error. */
  String output() {
    return output.toString();
  }
}
