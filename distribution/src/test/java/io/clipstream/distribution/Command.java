package io.clipstream.distribution;

import io.clipstream.cli.Main;
import io.clipstream.model.testing.Eventually;
import java.nio.file.Path;
import java.util.List;

/** {@code clipstream} in a JVM of its own. */
final class Command implements AutoCloseable {
  private final JavaProcess process;

  private Command(JavaProcess process) {
    this.process = process;
  }

  /**
   * Starts a command.
   *
   * @param directory for its output, as {@code NAME.log}
   */
  static Command start(Path directory, String name, List<String> arguments) {
    List<String> jvm = List.of("-Xmx512m", "-Djava.awt.headless=true");
    String classPath = System.getProperty("java.class.path");
    return new Command(
        JavaProcess.start(name, directory, classPath, jvm, Main.class.getName(), arguments));
  }

  /** What it has printed, when it is done. */
  String output() {
    if (process.await(Eventually.LIMIT) != 0) {
      throw new AssertionError(process.tail());
    }
    return process.output();
  }

  @Override
  public void close() {
    process.close();
  }
}
