package io.clipstream.distribution;

import io.clipstream.distribution.ComposeFile.Service;
import io.clipstream.model.testing.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * This machine in place of the containers of docker-compose.yml. What their programs are told is
 * changed in these ways and in no other:
 *
 * <ul>
 *   <li>names of services, {@code 0.0.0.0} and an empty host become {@code 127.0.0.1};
 *   <li>ports become free ones: one each, but for the metrics, which every process has its own of;
 *   <li>paths of volumes, of mounts, of the archive and of Flink become directories of the test.
 * </ul>
 */
final class ComposeHost {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int METRICS = 9249;

  private final Path directory;
  private final Path archive;
  private final Map<Integer, Integer> ports = new TreeMap<>();
  private final Map<String, Integer> metrics = new TreeMap<>();
  private final Pattern named;
  private final Pattern listed;

  /**
   * @param directory holds all that is written
   */
  ComposeHost(Path directory, ComposeFile compose) {
    this.directory = directory;
    this.archive = directory.resolve("archive");
    ComposePorts.of(compose).all().forEach(port -> ports.put(port, FreePorts.next()));
    String hosts = String.join("|", compose.services().keySet());
    this.named = Pattern.compile("\\b(" + hosts + ")(?=:\\d)|(?<=address: )jobmanager\\b");
    this.listed =
        Pattern.compile("(?<![\\w.])(" + alternatives(ports.keySet().stream()) + ")(?![\\w.])");
    try {
      BuiltArchive.install(archive);
      copyTold(Path.of("src/main/archive/docker"), archive.resolve("docker"), "tools", Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String alternatives(Stream<?> all) {
    return all.map(String::valueOf).collect(Collectors.joining("|"));
  }

  /** The port of this machine in place of a container's. */
  int port(int port) {
    return ports.get(port);
  }

  /** What is a container's own. */
  Path directory(String instance) {
    try {
      return Files.createDirectories(directory.resolve(instance));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A named volume, made as Docker makes it. */
  Path volume(String name) {
    return directory("volumes/" + name);
  }

  /** What a container has where: mounts made, files among them changed as all that it is told. */
  Map<String, Path> mount(String instance, Service service) {
    Map<String, Path> mounts = new TreeMap<>(Comparator.comparing(String::length).reversed());
    mounts.put("/opt/clipstream", archive);
    mounts.put("/opt/flink", directory(instance).resolve("flink"));
    List<Runnable> copies = new ArrayList<>();
    for (String volume : service.volumes()) {
      String[] parts = volume.split(":", -1);
      Path place = directory(instance).resolve("mounts" + parts[1]);
      if (!parts[0].startsWith(ComposeFile.DIST)) {
        mounts.put(parts[1], volume(parts[0]));
      } else if (parts[0].endsWith("/samples")) {
        mounts.put(parts[1], archive.resolve("samples"));
      } else {
        mounts.put(parts[1], place);
        Path source = Path.of("src/main/archive", parts[0].substring(ComposeFile.DIST.length()));
        copies.add(() -> copyTold(source, place, instance, mounts));
      }
    }
    copies.forEach(Runnable::run);
    return mounts;
  }

  private void copyTold(Path source, Path target, String instance, Map<String, Path> mounts) {
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = target.resolve(source.relativize(file));
        Files.createDirectories(copy.toAbsolutePath().normalize().getParent());
        Files.writeString(copy, told(instance, mounts, Files.readString(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The environment of a container. */
  Map<String, String> environment(String instance, Map<String, Path> mounts, Service service) {
    Map<String, String> environment = new LinkedHashMap<>();
    service
        .environment()
        .forEach((key, value) -> environment.put(key, told(instance, mounts, value)));
    return environment;
  }

  /** What a program is told, on this machine. */
  String told(String instance, Map<String, Path> mounts, String text) {
    String hosts =
        named
            .matcher(text)
            .replaceAll(LOOPBACK)
            .replace("0.0.0.0", LOOPBACK)
            .replaceAll("://(?=:\\d)", "://" + LOOPBACK);
    String addresses =
        listed
            .matcher(hosts)
            .replaceAll(found -> String.valueOf(here(instance, Integer.parseInt(found.group()))));
    if (mounts.isEmpty()) {
      return addresses;
    }
    String paths = alternatives(mounts.keySet().stream().map(Pattern::quote));
    return Pattern.compile("(?<![\\w./])(" + paths + ")(?![\\w.-])")
        .matcher(addresses)
        .replaceAll(found -> Matcher.quoteReplacement(mounts.get(found.group()).toString()));
  }

  private int here(String instance, int port) {
    return port == METRICS
        ? metrics.computeIfAbsent(instance, any -> FreePorts.next())
        : ports.get(port);
  }
}
