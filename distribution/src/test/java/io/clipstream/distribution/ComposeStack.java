package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.distribution.ComposeFile.Dependency;
import io.clipstream.distribution.ComposeFile.Service;
import io.clipstream.model.testing.Eventually;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What {@code docker compose up} starts, as plain processes in the same order and under the same
 * conditions, on a {@link ComposeHost}.
 */
final class ComposeStack implements AutoCloseable {
  /** The one needs the rights of root, the other is no JVM: nothing here is left to do for them. */
  private static final Set<String> NOT_HERE = Set.of("owners", "page");

  /**
   * For speed on a machine that others share, and quiet logs; no setting of the file is among it.
   */
  private static final String JVM =
      "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dorg.slf4j.simpleLogger.defaultLogLevel=warn"
          + " -Dpekko.remote.classic.startup-timeout=180s -Djava.io.tmpdir=";

  private final ComposeFile compose;
  private final ComposeHost host;
  private final Map<String, Running> running = new LinkedHashMap<>();

  /**
   * A container, so to speak.
   *
   * @param told the environment
   */
  record Running(
      Service service, JavaProcess process, Map<String, Path> mounts, Map<String, String> told) {}

  ComposeStack(Path directory, ComposeFile compose) {
    this.compose = compose;
    this.host = new ComposeHost(directory, compose);
    linkNativeCode();
  }

  /** The engine's 430 MB need not be unpacked once more. */
  private void linkNativeCode() {
    String home = System.getenv("DJL_CACHE_DIR");
    Path unpacked =
        home == null ? Path.of(System.getProperty("user.home"), ".djl.ai") : Path.of(home);
    try {
      Files.createDirectories(unpacked);
      Files.createSymbolicLink(host.volume("cache").resolve("djl"), unpacked.toAbsolutePath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ComposeHost host() {
    return host;
  }

  /** Starts all that belongs to no profile. */
  void up() {
    while (running.size() < instances()) {
      int before = running.size();
      compose.services().entrySet().stream()
          .filter(each -> isHere(each.getKey()) && !running.containsKey(each.getKey()))
          .filter(each -> others(each.getValue()).keySet().stream().allMatch(running::containsKey))
          .toList()
          .forEach(each -> start(each.getKey(), each.getValue()));
      assertThat(running).as("some wait for one another").hasSizeGreaterThan(before);
    }
  }

  private long instances() {
    return compose.services().entrySet().stream()
        .filter(each -> isHere(each.getKey()))
        .mapToLong(each -> each.getValue().replicas())
        .sum();
  }

  private boolean isHere(String name) {
    return !NOT_HERE.contains(name) && compose.services().get(name).profiles().isEmpty();
  }

  private Map<String, Dependency> others(Service service) {
    return service.dependsOn().entrySet().stream()
        .filter(each -> isHere(each.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private void start(String name, Service service) {
    others(service)
        .forEach((other, dependency) -> await(other, dependency.condition().endsWith("healthy")));
    running.put(name, start(name, service, Map.of()));
    for (int i = 2; i <= service.replicas(); i++) {
      running.put(name + "-" + i, start(name + "-" + i, service, Map.of()));
    }
  }

  /**
   * Starts a service once more, as the next {@code up} does with what has ended.
   *
   * @param more of the environment
   * @return what it says until it ends
   */
  String again(String name, Map<String, String> more) {
    String instance = name + "-again-" + running.size();
    Running again = start(instance, compose.services().get(name), more);
    running.put(instance, again);
    return ended(again);
  }

  /** What a command in a container that runs says until it ends. */
  String exec(String name, String... words) {
    Running in = running.get(name);
    List<String> command = new ArrayList<>(List.of(words));
    command.set(0, in.mounts().get("/opt/flink").resolve("bin").resolve(words[0]).toString());
    String instance = name + "-exec-" + running.size();
    Running again =
        new Running(in.service(), launch(instance, command, in.told()), in.mounts(), in.told());
    running.put(instance, again);
    return ended(again);
  }

  private static String ended(Running one) {
    assertThat(one.process().await(Eventually.LIMIT)).as(one.process().tail()).isZero();
    return one.process().output();
  }

  private void await(String name, boolean healthy) {
    List<Running> all =
        running.entrySet().stream()
            .filter(each -> each.getKey().replaceAll("-\\d+$", "").equals(name))
            .map(Map.Entry::getValue)
            .toList();
    for (Running each : all) {
      if (healthy) {
        Eventually.holds(name + " is healthy", () -> isHealthy(name, each), this::logs);
      } else {
        assertThat(each.process().await(Eventually.LIMIT)).as(this::logs).isZero();
      }
    }
  }

  private boolean isHealthy(String name, Running each) throws IOException, InterruptedException {
    if (!each.process().isAlive()) {
      throw new AssertionError(name + " has ended\n" + logs());
    }
    List<String> test = each.service().healthcheck().test();
    assertThat(test.get(0)).isEqualTo("CMD");
    List<String> command =
        test.subList(1, test.size()).stream()
            .map(word -> host.told(instance(each), each.mounts(), word))
            .toList();
    Process check =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return check.waitFor() == 0;
  }

  private String instance(Running wanted) {
    return running.entrySet().stream()
        .filter(each -> each.getValue() == wanted)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private Running start(String instance, Service service, Map<String, String> more) {
    Path directory = host.directory(instance);
    Map<String, Path> mounts = host.mount(instance, service);
    if (mounts.containsKey("/opt/flink/conf/config.yaml")) {
      ComposeImages.flink(mounts.get("/opt/flink"), mounts.get("/opt/flink/conf/config.yaml"));
    }
    List<String> words = new ArrayList<>();
    if (service.entrypoint().isEmpty()) {
      words.addAll(ComposeImages.command(service.image(), directory, mounts));
    }
    service.words().forEach(word -> words.add(host.told(instance, mounts, word)));
    Map<String, String> environment = new TreeMap<>(ofImages(directory));
    environment.putAll(host.environment(instance, mounts, service));
    environment.putAll(more);
    return new Running(service, launch(instance, words, environment), mounts, environment);
  }

  private JavaProcess launch(String instance, List<String> words, Map<String, String> told) {
    Path directory = host.directory(instance);
    Path log = directory.resolve("log");
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.directory(directory.toFile()).redirectOutput(log.toFile());
    builder.redirectInput(new File("/dev/null"));
    builder.environment().keySet().retainAll(Set.of("PATH"));
    builder.environment().putAll(told);
    try {
      return JavaProcess.of(instance, builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What images set, and what keeps the processes small beside others. */
  private Map<String, String> ofImages(Path directory) {
    Path temporary = host.directory(directory.getFileName() + "/tmp");
    return Map.of(
        "JAVA_HOME",
        System.getProperty("java.home"),
        "JAVA_TOOL_OPTIONS",
        JVM + temporary,
        "HOME",
        directory.toString(),
        "DJL_CACHE_DIR",
        temporary.resolve("djl").toString(),
        "MALLOC_ARENA_MAX",
        "2",
        "OMP_NUM_THREADS",
        "1");
  }

  /** Those that are to stay, by their names. */
  Map<String, Running> staying() {
    return running.entrySet().stream()
        .filter(each -> !each.getValue().service().endsByItself())
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Waits until one that ends by itself has ended well. */
  void awaitEnd(String name) {
    await(name, false);
  }

  /** Waits until one that stays is healthy. */
  void awaitHealth(String name) {
    await(name, true);
  }

  /** The ends of all logs. */
  String logs() {
    return running.values().stream()
        .map(each -> each.process().tail())
        .collect(Collectors.joining());
  }

  @Override
  public void close() {
    List<ProcessHandle> all =
        running.values().stream()
            .flatMap(each -> ProcessHandle.of(each.process().pid()).stream())
            .flatMap(each -> Stream.concat(each.descendants(), Stream.of(each)))
            .toList();
    all.forEach(ProcessHandle::destroyForcibly);
    running.values().forEach(each -> each.process().close());
  }
}
