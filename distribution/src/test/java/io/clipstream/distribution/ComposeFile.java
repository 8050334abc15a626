package io.clipstream.distribution;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.configuration.YamlParserUtils;

/**
 * docker-compose.yml as {@code docker compose} reads it with nothing in the environment: merged and
 * with its defaults put in. A key that the Compose specification has and this file does not use is
 * unknown here.
 *
 * @param volumes the named ones
 */
record ComposeFile(String name, Map<String, Service> services, Map<String, Object> volumes) {
  static final Path FILE = Path.of("..", "docker-compose.yml");

  /** The directory that the archive is unpacked into, as the file names it. */
  static final String DIST = "./data/dist";

  private static final Pattern VARIABLE = Pattern.compile("\\$\\$|\\$\\{(\\w+):-([^}]*)}");

  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  record Service(
      String image,
      Build build,
      String user,
      List<String> entrypoint,
      List<String> command,
      Map<String, String> environment,
      List<String> volumes,
      List<String> tmpfs,
      List<String> ports,
      Map<String, Dependency> dependsOn,
      HealthCheck healthcheck,
      String restart,
      boolean readOnly,
      List<String> capAdd,
      List<String> capDrop,
      List<String> securityOpt,
      List<String> profiles,
      String networkMode,
      Map<String, Network> networks,
      Deploy deploy) {
    Service {
      entrypoint = orEmpty(entrypoint);
      command = orEmpty(command);
      environment = environment == null ? Map.of() : environment;
      volumes = orEmpty(volumes);
      tmpfs = orEmpty(tmpfs);
      ports = orEmpty(ports);
      dependsOn = dependsOn == null ? Map.of() : dependsOn;
      capAdd = orEmpty(capAdd);
      capDrop = orEmpty(capDrop);
      securityOpt = orEmpty(securityOpt);
      profiles = orEmpty(profiles);
    }

    /** Whether it does something and ends. */
    boolean endsByItself() {
      return "no".equals(restart);
    }

    /** What is started: entrypoint and command. */
    List<String> words() {
      return Stream.of(entrypoint, command).flatMap(List::stream).toList();
    }

    /** How many containers of it there are. */
    int replicas() {
      return deploy.replicas() == null ? 1 : deploy.replicas();
    }
  }

  record Build(String context, String dockerfile, String target) {}

  record Dependency(String condition, Boolean restart, Boolean required) {}

  record HealthCheck(
      List<String> test, String interval, String timeout, int retries, String startPeriod) {}

  record Network(List<String> aliases) {}

  record Deploy(Integer replicas, Resources resources) {}

  record Resources(Limits limits, Reservations reservations) {}

  record Limits(String memory) {}

  record Reservations(List<Device> devices) {}

  record Device(String driver, int count, List<String> capabilities) {}

  static ComposeFile read() {
    try {
      Map<String, Object> raw = YamlParserUtils.loadYamlFile(FILE.toFile());
      return of(raw);
    } catch (Exception e) { // the parser declares no narrower one
      throw new IllegalStateException(FILE + " cannot be read", e);
    }
  }

  /** From what a YAML parser that knows no merge keys makes of a file. */
  static ComposeFile of(Map<String, Object> raw) {
    Map<String, Object> kept = new LinkedHashMap<>(raw);
    kept.keySet().removeIf(key -> key.startsWith("x-")); // extensions, as the specification has it
    return STRICT.convertValue(resolved(kept), ComposeFile.class);
  }

  /** With merge keys (of YAML 1.1, which Compose reads) and variables in place. */
  private static Object resolved(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> merged = new LinkedHashMap<>();
      map.forEach((key, each) -> merged.put(key, resolved(each)));
      if (merged.remove("<<") instanceof Map<?, ?> shared) {
        shared.forEach(merged::putIfAbsent);
      }
      return merged;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(ComposeFile::resolved).toList();
    }
    return value instanceof String text ? interpolated(text) : value;
  }

  private static String interpolated(String text) {
    Matcher variable = VARIABLE.matcher(text);
    String filled =
        variable.replaceAll(
            found -> found.group(1) == null ? "\\$" : Matcher.quoteReplacement(found.group(2)));
    if (VARIABLE.matcher(text).replaceAll("").contains("$")) {
      throw new IllegalArgumentException(text + ": a variable without a default");
    }
    return filled;
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }
}
