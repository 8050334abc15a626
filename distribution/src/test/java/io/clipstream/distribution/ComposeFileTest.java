package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.Topic;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.YamlParserUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds docker-compose.yml to what the code expects; running it needs Docker. */
class ComposeFileTest {
  private static Map<String, Map<String, Object>> services;

  @BeforeAll
  @SuppressWarnings("unchecked")
  static void read() throws Exception {
    Path file = Path.of("..", "docker-compose.yml");
    Map<String, Object> compose = YamlParserUtils.loadYamlFile(file.toFile());
    services = (Map<String, Map<String, Object>>) compose.get("services");
    services.values().forEach(ComposeFileTest::merge);
  }

  /** Merge keys belong to YAML 1.1, which Compose reads and this parser does not. */
  private static void merge(Map<String, Object> service) {
    if (service.remove("<<") instanceof Map<?, ?> merged) {
      merged.forEach((key, value) -> service.putIfAbsent(String.valueOf(key), value));
    }
  }

  @Test
  void everyImageHasAFixedVersion() {
    assertThat(images())
        .containsExactlyInAnyOrder("apache/kafka:4.2.0", "flink:2.2.1-scala_2.12-java17");
  }

  @Test
  void noPortIsReachableFromOtherMachines() {
    List<String> ports =
        services.values().stream().flatMap(service -> list(service, "ports").stream()).toList();
    assertThat(ports).isNotEmpty().allSatisfy(port -> assertThat(port).startsWith("127.0.0.1:"));
  }

  @Test
  void theTopicsAreThoseOfTheSchemasAndTheirDeadLetters() {
    TreeSet<String> expected = new TreeSet<>();
    for (Topic topic : Topic.values()) {
      expected.add(topic.defaultName());
    }
    Stream.of(Topic.IMAGES, Topic.CAPTIONS, Topic.REVIEWS, Topic.LABEL_SETS, Topic.CHECKPOINTS)
        .forEach(topic -> expected.add(Topic.deadLetter(topic.defaultName())));
    expected.add(Topic.deadLetter(Topic.ROUNDS.defaultName()));
    assertThat(made().keySet()).isEqualTo(expected);
  }

  @Test
  void theTopicsAreKeptAsTheJobsAskFor() {
    Map<String, String> made = made();
    for (Topic topic : Topic.values()) {
      topic
          .kafkaSettings()
          .forEach(
              (key, value) ->
                  assertThat(made.get(topic.defaultName())).contains(key + "=" + value));
    }
    assertThat(made.get(Topic.LABEL_SETS.defaultName())).startsWith("1 ");
    assertThat(made.get(Topic.CHECKPOINTS.defaultName())).startsWith("1 ");
  }

  @Test
  void deadLettersMayBe64KiBLargerThanTheirRecords() {
    Map<String, String> made = made();
    made.forEach(
        (topic, settings) -> {
          if (topic.endsWith(Topic.DEAD_LETTER_SUFFIX)) {
            String input = topic.substring(0, topic.length() - Topic.DEAD_LETTER_SUFFIX.length());
            assertThat(limit(settings)).isGreaterThanOrEqualTo(limit(made.get(input)) + (64 << 10));
          }
        });
  }

  @Test
  void theJobAndItsLibrariesAreMountedWhereFlinkLooksForThem() {
    assertThat(list(services.get("taskmanager"), "volumes"))
        .anyMatch(volume -> volume.endsWith("/lib:/opt/flink/lib/clipstream:ro"))
        .anyMatch(volume -> volume.contains("/clipstream-jobs.jar:/opt/flink/usrlib/"));
    assertThat(list(services.get("tagging"), "command").get(0))
        .contains("--class io.clipstream.jobs.TaggingJob /opt/flink/usrlib/clipstream-jobs.jar");
  }

  private static List<String> images() {
    return services.values().stream()
        .map(service -> String.valueOf(service.get("image")))
        .distinct()
        .toList();
  }

  private static List<String> list(Map<String, Object> service, String key) {
    return service.get(key) instanceof List<?> values
        ? values.stream().map(String::valueOf).toList()
        : List.of();
  }

  /** Partitions and settings by topic, the shell's variables put in. */
  private static Map<String, String> made() {
    String script = list(services.get("topics"), "command").get(0);
    Map<String, String> variables = new TreeMap<>();
    script
        .lines()
        .flatMap(line -> line.startsWith("picture=") ? Stream.of(line.split("; ")) : one(line))
        .map(word -> word.split("=", 2))
        .forEach(pair -> variables.put("$$" + pair[0], pair[1].replace("\"", "")));
    return script
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("make ") && !line.endsWith("{"))
        .map(line -> line.split(" ", 3))
        .collect(Collectors.toMap(words -> words[1], words -> filled(words[2], variables)));
  }

  private static Stream<String> one(String line) {
    return line.matches("[a-z]+=\".*") ? Stream.of(line) : Stream.of();
  }

  private static String filled(String settings, Map<String, String> variables) {
    String filled = settings;
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      filled = filled.replace(variable.getKey(), variable.getValue());
    }
    return filled;
  }

  /** Bytes of a record at most; Kafka's default where none is named. */
  private static long limit(String settings) {
    String key = "max.message.bytes=";
    int at = settings.indexOf(key);
    return at < 0
        ? 1_048_588
        : Long.parseLong(settings.substring(at + key.length()).split(" ", 2)[0]);
  }
}
