package io.clipstream.distribution;

import io.clipstream.distribution.ComposeFile.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which ports the services of docker-compose.yml listen on, by their own settings, and which they
 * are called by.
 *
 * @param listeningBy ports by service
 * @param named addresses that stand in settings, commands, health checks and mounted files
 */
record ComposePorts(Map<String, Set<Integer>> listeningBy, List<Named> named) {
  /**
   * Where the programs say where they listen; those without a setting have one from their makers.
   */
  private static final Map<String, List<Pattern>> SETTINGS =
      Map.of(
          "kafka", List.of(Pattern.compile("\\w+://:(\\d+)")),
          "s3", List.of(Pattern.compile("http://0\\.0\\.0\\.0:(\\d+)")),
          "registry", List.of(Pattern.compile("^(\\d+)$")),
          "page", List.of(Pattern.compile("TCP-LISTEN:(\\d+)")),
          "dashboard", List.of(Pattern.compile("--port (\\d+)")),
          "jobmanager",
              List.of(
                  Pattern.compile("(?m)^jobmanager\\.rpc\\.port: (\\d+)"),
                  Pattern.compile("(?m)^rest\\.port: (\\d+)"),
                  Pattern.compile("(?m)^metrics\\.reporter\\.prom\\.port: (\\d+)")),
          "taskmanager", List.of(Pattern.compile("(?m)^metrics\\.reporter\\.prom\\.port: (\\d+)")));

  private static final Map<String, Integer> BY_THEIR_MAKERS =
      Map.of("prometheus", 9090, "grafana", 3000);

  /** An address, by which one service calls another or itself. */
  record Named(String host, int port, String by) {}

  static ComposePorts of(ComposeFile compose) {
    Map<String, Set<Integer>> listening = new TreeMap<>();
    List<Named> named = new ArrayList<>();
    compose
        .services()
        .forEach(
            (name, service) -> {
              String settings = String.join("\n", texts(service));
              listening.put(name, listening(like(name), settings));
              named.addAll(named(name, service, compose.services().keySet(), settings));
            });
    Set<Integer> shared = new TreeSet<>(listening.get("page"));
    shared.addAll(listening.get("dashboard")); // one network
    listening.put("page", shared);
    listening.put("dashboard", shared);
    return new ComposePorts(listening, List.copyOf(named));
  }

  private static String like(String name) {
    return name.equals("taskmanager-gpu") ? "taskmanager" : name;
  }

  Set<Integer> listening(String service) {
    return listeningBy.get(service);
  }

  /** Every port that anybody listens on. */
  Set<Integer> all() {
    Set<Integer> all = new TreeSet<>();
    listeningBy.values().forEach(all::addAll);
    return all;
  }

  /** What a service is told: environment, arguments, and the files of the archive's docker/. */
  private static List<String> texts(Service service) {
    return Stream.of(
            service.environment().values(),
            List.of(String.join(" ", service.words())),
            service.volumes().stream().map(ComposePorts::mounted).toList())
        .flatMap(Collection::stream)
        .toList();
  }

  /** The text of a mounted file, and of the options that jobs are given. */
  private static String mounted(String volume) {
    String source = volume.split(":", -1)[0];
    Path file = Path.of("src/main/archive", source.replace(ComposeFile.DIST + "/", ""));
    try {
      if (Files.isRegularFile(file)) {
        return Files.readString(file);
      }
      if (source.equals(ComposeFile.DIST + "/docker")) {
        return Files.readString(file.resolve("tagging.yaml"))
            + Files.readString(file.resolve("training.yaml"));
      }
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<Integer> listening(String name, String settings) {
    Set<Integer> ports = new TreeSet<>();
    for (Pattern setting : SETTINGS.getOrDefault(name, List.of())) {
      Matcher found = Pattern.compile(setting.pattern(), Pattern.MULTILINE).matcher(settings);
      while (found.find()) {
        ports.add(Integer.parseInt(found.group(1)));
      }
    }
    if (BY_THEIR_MAKERS.containsKey(name)) {
      ports.add(BY_THEIR_MAKERS.get(name));
    }
    return ports;
  }

  private static List<Named> named(
      String by, Service service, Set<String> services, String settings) {
    List<Named> named = new ArrayList<>();
    Matcher others =
        Pattern.compile("\\b(" + String.join("|", services) + "):(\\d+)\\b").matcher(settings);
    while (others.find()) {
      named.add(new Named(others.group(1), Integer.parseInt(others.group(2)), by));
    }
    String check =
        service.healthcheck() == null ? "" : String.join(" ", service.healthcheck().test());
    Matcher own = Pattern.compile("127\\.0\\.0\\.1[:/](\\d+)").matcher(check);
    while (own.find()) {
      named.add(new Named(by, Integer.parseInt(own.group(1)), by + "'s health check"));
    }
    for (String port : service.ports()) {
      named.add(new Named(by, Integer.parseInt(port.replaceAll(".*:", "")), "this machine"));
    }
    return named;
  }
}
