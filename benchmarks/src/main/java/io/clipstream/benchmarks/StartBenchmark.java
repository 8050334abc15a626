package io.clipstream.benchmarks;

import io.clipstream.model.Folders;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * From a command's start to its first tag, in processes of their own: as the start script starts
 * them, without the classes that it keeps, and without its options for the JVM either.
 */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description = "From the start of 'tag' and 'demo' to the first tag, in fresh processes.")
final class StartBenchmark implements Callable<Integer> {
  private static final String NOW = "as started";
  private static final String UNSHARED = "classes not kept";
  private static final String PLAIN = "plain JVM";

  /** The JVM's own values of what the start script sets. */
  private static final String DEFAULTS =
      "-XX:TieredStopAtLevel=4 -XX:Tier4InvocationThreshold=5000 -XX:Tier4MinInvocationThreshold=600"
          + " -XX:Tier4CompileThreshold=15000 -XX:Tier4BackEdgeThreshold=40000";

  @Option(names = "--rounds", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--commands",
      split = ",",
      defaultValue = "tag,demo",
      description = "tag, demo or both. Default: ${DEFAULT-VALUE}.")
  private List<String> commands;

  @Spec private CommandSpec spec;

  private final Path home = Path.of(System.getProperty("clipstream.home", ""));

  @Override
  public Integer call() throws IOException {
    Table table = new Table(spec.commandLine().getOut());
    table.line("%d rounds of fresh processes, %s", rounds, Machine.now());
    Report report = Benchmarks.report(spec);
    for (String command : commands) {
      awaitKeptClasses();
      Rounds measured = Rounds.of(rounds, System::nanoTime, tasks(command));
      for (String way : List.of(NOW, UNSHARED, PLAIN)) {
        table.line(
            "%-5s %-17s %6.2f s to the first tag (best %.2f)  %.2f of a plain JVM's",
            command, way, measured.median(way), measured.best(way), measured.ratio(way, PLAIN));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("command", command);
        result.put("way", way);
        result.put("seconds", measured.median(way));
        result.put("best_seconds", measured.best(way));
        result.put("over_plain", measured.ratio(way, PLAIN));
        report.add(result);
      }
    }
    return 0;
  }

  private Map<String, Runnable> tasks(String command) {
    Map<String, Runnable> tasks = new LinkedHashMap<>();
    tasks.put(NOW, () -> firstTag(command, Map.of()));
    tasks.put(UNSHARED, () -> firstTag(command, Map.of("CLIPSTREAM_SHARED_CLASSES", "off")));
    tasks.put(
        PLAIN,
        () ->
            firstTag(
                command,
                Map.of("CLIPSTREAM_SHARED_CLASSES", "off", "CLIPSTREAM_JAVA_OPTS", DEFAULTS)));
    return tasks;
  }

  /** The script keeps classes in the background of the first tag. */
  private void awaitKeptClasses() throws IOException {
    firstTag("tag", Map.of());
    Path making = home.resolve("cli/target/shared-classes/making");
    for (int i = 0; i < 600 && Files.exists(making); i++) {
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      throw new IllegalStateException("the benchmark was ended", e);
    }
  }

  private void firstTag(String command, Map<String, String> environment) {
    try {
      Path data = Files.createTempDirectory("start");
      Process process = start(arguments(command, data), environment, data.resolve("said"));
      try (BufferedReader tags =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        if (tags.readLine() == null) {
          throw new IOException(
              command + " ended without a tag: " + Files.readString(data.resolve("said")));
        }
      } finally {
        process.destroy();
        process.onExit().join();
        Folders.delete(data);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> arguments(String command, Path data) {
    Path samples = home.resolve("samples");
    List<String> line = new ArrayList<>(List.of(home.resolve("clipstream") + "", command));
    line.addAll(
        command.equals("tag")
            ? List.of(
                samples.resolve("pictures/airplane-noto.png") + "",
                "--label-set=" + samples.resolve("labels.yaml"))
            : List.of("--dir=" + data.resolve("data"), "--port=0", "--json"));
    return line;
  }

  private static Process start(List<String> line, Map<String, String> environment, Path said)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(line).redirectError(said.toFile());
    builder.environment().remove("CLIPSTREAM_SHARED_CLASSES");
    builder.environment().remove("CLIPSTREAM_JAVA_OPTS");
    builder.environment().putAll(environment);
    return builder.start();
  }
}
