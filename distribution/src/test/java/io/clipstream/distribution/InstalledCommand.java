package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * {@code bin/clipstream} of an installation, run by a user who has a JDK and the few tools that the
 * script names: no Maven, no source tree.
 *
 * @param script the command
 * @param home the user's own directory; the tools that are on the path lie beside it
 */
record InstalledCommand(Path script, Path home) {
  private static final List<String> TOOLS =
      List.of("bash", "readlink", "dirname", "uname", "cat", "mkdir");

  /** What came of a command, in files: it may print more than a pipe holds. */
  record Run(int exit, String out, String err) {}

  static InstalledCommand of(Path installation, Path folder) throws IOException {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool : TOOLS) {
      Path own = tools.resolve(tool);
      Files.writeString(own, "#!/bin/sh\nexec " + onThePath(tool) + " \"$@\"\n");
      assertThat(own.toFile().setExecutable(true)).isTrue();
    }
    return new InstalledCommand(
        installation.resolve("bin/clipstream"), Files.createDirectories(folder.resolve("home")));
  }

  private static Path onThePath(String tool) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  /** Runs it to its end, in the user's directory. */
  Run run(String... arguments) throws IOException, InterruptedException {
    return run(Map.of(), arguments);
  }

  Run run(Map<String, String> more, String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(script.toString()));
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line).directory(home.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment());
    builder.environment().putAll(more);
    Path out = Files.createTempFile(home, "run", ".out");
    Path err = Files.createTempFile(home, "run", ".err");
    Process process =
        builder
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new Run(process.waitFor(), Files.readString(out), Files.readString(err));
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    environment.put("PATH", home.resolveSibling("tools").toString());
    environment.put("HOME", home.toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("OMP_NUM_THREADS", "1");
    environment.put("CLIPSTREAM_JAVA_OPTS", "-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
    return environment;
  }

  /** Runs it and holds that it went well. */
  String output(String... arguments) throws IOException, InterruptedException {
    Run run = run(arguments);
    assertThat(run.exit()).as(run.err()).isZero();
    return run.out();
  }
}
