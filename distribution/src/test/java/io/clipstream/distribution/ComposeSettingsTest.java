package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.clipstream.cli.Main;
import io.clipstream.distribution.ComposeFile.Service;
import io.clipstream.jobs.TaggingJob;
import io.clipstream.jobs.TrainingJob;
import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.jobs.options.TrainingJobSettings;
import io.clipstream.model.testing.Eventually;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalResourceOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.YamlParserUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds what docker-compose.yml tells its programs to what they take. */
class ComposeSettingsTest {
  private static final ComposeFile COMPOSE = ComposeFile.read();
  private static final Path DOCKER = Path.of("src/main/archive/docker");
  private static final String INSTALLED = "/opt/clipstream/";

  @TempDir private Path directory;

  @Test
  void theTaggingJobTakesItsOptions() throws IOException {
    List<String> words = job("tagging", TaggingJob.class);
    assertThat(TaggingJobSettings.parse(words).job().name()).isEqualTo("tagging");
  }

  @Test
  void theTrainingJobTakesItsOptions() throws IOException {
    List<String> words = job("training", TrainingJob.class);
    assertThat(TrainingJobSettings.parse(words).job().name()).isEqualTo("training");
  }

  /** The options of a job, its file read from the sources. */
  private List<String> job(String name, Class<?> type) throws IOException {
    List<String> words = COMPOSE.services().get(name).command();
    assertThat(words)
        .startsWith(name, type.getName(), "--config", INSTALLED + "docker/" + name + ".yaml");
    String root = Path.of("..").toAbsolutePath().normalize() + "/";
    String options = Files.readString(DOCKER.resolve(name + ".yaml")).replace(INSTALLED, root);
    Path file = Files.writeString(directory.resolve(name + ".yaml"), options);
    options
        .lines()
        .filter(line -> line.contains(": " + root))
        .forEach(line -> assertThat(Path.of(line.substring(line.indexOf(": ") + 2))).exists());
    return Stream.concat(
            Stream.of("--config", file.toString()), words.subList(4, words.size()).stream())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dashboard", "pictures"})
  void theCommandLineTakesItsArguments(String name) {
    Service service = COMPOSE.services().get(name);
    assertThat(service.entrypoint()).isEmpty();
    assertThatCode(() -> Main.commandLine().parseArgs(service.command().toArray(String[]::new)))
        .doesNotThrowAnyException();
  }

  @Test
  void theBrokerKnowsItsSettings() {
    assertThat(kafka().keySet()).hasSizeGreaterThan(10);
    assertThat(KafkaConfig.configNames().contains("node.id")).isTrue();
    kafka().keySet().forEach(key -> assertThat(KafkaConfig.configNames().contains(key)).isTrue());
  }

  /** As the image makes settings of its environment. */
  private static Map<String, String> kafka() {
    Map<String, String> settings = new TreeMap<>();
    COMPOSE
        .services()
        .get("kafka")
        .environment()
        .forEach(
            (key, value) -> {
              if (!key.equals("KAFKA_HEAP_OPTS")) {
                String name = key.replaceFirst("^KAFKA_", "").toLowerCase(Locale.ROOT);
                settings.put(name.replace('_', '.'), value);
              }
            });
    return settings;
  }

  @Test
  void flinkKnowsItsSettings() throws Exception {
    Map<String, ConfigOption<?>> known = options();
    Map<String, String> reporter = new TreeMap<>(flink().toMap());
    reporter.keySet().removeIf(key -> !key.startsWith("metrics.reporter."));
    Configuration shipped =
        ComposeImages.configuration(Path.of("src/main/archive/conf/flink.yaml"));
    assertThat(shipped.toMap()).containsAllEntriesOf(reporter);
    Configuration all = flink();
    all.addAll(ofGpus());
    all.keySet().stream()
        .filter(key -> !key.startsWith("s3.") && !key.startsWith("external-resource."))
        .filter(key -> !reporter.containsKey(key))
        .forEach(
            key -> {
              assertThat(known).containsKey(key);
              assertThatCode(() -> all.get(known.get(key))).as(key).doesNotThrowAnyException();
            });
  }

  private static Map<String, ConfigOption<?>> options() throws IllegalAccessException {
    Map<String, ConfigOption<?>> known = new TreeMap<>();
    for (Class<?> type :
        List.of(
            JobManagerOptions.class,
            TaskManagerOptions.class,
            RestOptions.class,
            CoreOptions.class,
            CheckpointingOptions.class,
            RestartStrategyOptions.class,
            ExternalResourceOptions.class)) {
      for (Field field : type.getFields()) {
        if (field.getType() == ConfigOption.class) {
          ConfigOption<?> option = (ConfigOption<?>) field.get(null);
          known.put(option.key(), option);
        }
      }
    }
    return known;
  }

  private static Configuration flink() throws Exception {
    return ComposeImages.configuration(DOCKER.resolve("flink.yaml"));
  }

  private static Configuration ofGpus() {
    Map<String, String> settings = new TreeMap<>();
    for (String word : COMPOSE.services().get("taskmanager-gpu").command()) {
      String[] pair = word.substring("-D".length()).split("=", 2);
      settings.put(pair[0], pair[1]);
    }
    return Configuration.fromMap(settings);
  }

  @Test
  void everyProcessFitsIntoItsContainer() throws Exception {
    Configuration flink = flink();
    long master = flink.get(JobManagerOptions.TOTAL_PROCESS_MEMORY).getMebiBytes();
    long worker = flink.get(TaskManagerOptions.TOTAL_PROCESS_MEMORY).getMebiBytes();
    long gpu = ofGpus().get(TaskManagerOptions.TOTAL_PROCESS_MEMORY).getMebiBytes();
    long client = heap(flink.get(CoreOptions.FLINK_CLI_JVM_OPTIONS));
    requireRoom("jobmanager", master);
    requireRoom("taskmanager", worker);
    requireRoom("taskmanager-gpu", gpu);
    requireRoom("tagging", client * 3 / 2);
    requireRoom("training", client * 3 / 2);
    for (String name : List.of("kafka", "s3", "setup", "pictures", "dashboard", "registry")) {
      String options = String.join(" ", COMPOSE.services().get(name).environment().values());
      requireRoom(name, heap(options) * 3 / 2);
    }
  }

  /** MiB of {@code -Xmx}. */
  private static long heap(String options) {
    return Long.parseLong(options.replaceAll("(?s).*-Xmx(\\d+)m.*", "$1"));
  }

  /** What is written to memory file systems counts too. */
  private static void requireRoom(String name, long mebibytes) {
    Service service = COMPOSE.services().get(name);
    long files =
        service.tmpfs().stream()
            .mapToLong(each -> Long.parseLong(each.replaceAll(".*size=(\\d+)m$", "$1")))
            .sum();
    String limit = service.deploy().resources().limits().memory();
    long limited = Long.parseLong(limit.substring(0, limit.length() - 1));
    assertThat(limit.endsWith("g") ? limited * 1024 : limited)
        .as(name)
        .isGreaterThanOrEqualTo(mebibytes + files);
  }

  /** Docker mounts memory file systems without the right to run what lies there. */
  @Test
  void nativeCodeMayBeUnpackedWhereJvmsUnpackIt() {
    for (String name : List.of("jobmanager", "taskmanager", "kafka", "s3", "dashboard", "setup")) {
      assertThat(COMPOSE.services().get(name).tmpfs())
          .anyMatch(each -> each.startsWith("/tmp:exec"));
    }
  }

  @Test
  void portsAgree() {
    ComposePorts ports = ComposePorts.of(COMPOSE);
    assertThat(ports.named()).hasSizeGreaterThan(10);
    ports
        .named()
        .forEach(
            named ->
                assertThat(ports.listening(named.host()))
                    .as(named.toString())
                    .contains(named.port()));
  }

  @Test
  void prometheusTakesItsFiles() throws Exception {
    Object ours = scrape(DOCKER.resolve("prometheus.yml")).get("metric_relabel_configs");
    assertThat(ours)
        .isNotNull()
        .isEqualTo(
            scrape(Observability.FILES.resolve("prometheus.yml")).get("metric_relabel_configs"));
    assumeTrue(PrometheusServer.isInstalled(), PrometheusServer.MISSING);
    Files.copy(Observability.RULES, directory.resolve("rules.yml"));
    String configuration = Files.readString(DOCKER.resolve("prometheus.yml"));
    try (PrometheusServer server = PrometheusServer.start(directory, configuration)) {
      int rules = Observability.records().size() + Observability.alerts().size();
      Eventually.asserted(() -> assertThat(server.rules()).hasSize(rules));
    }
    String file = directory.resolve("prometheus.yml").toString();
    assertThat(PrometheusServer.tool("check", "config", file)).endsWith("exit status 0");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> scrape(Path file) throws Exception {
    Map<String, Object> read = YamlParserUtils.loadYamlFile(file.toFile());
    return ((List<Map<String, Object>>) read.get("scrape_configs")).get(0);
  }

  @Test
  void grafanaFindsItsDashboards() throws IOException {
    String folder = "/var/lib/grafana/dashboards";
    assertThat(COMPOSE.services().get("grafana").volumes())
        .anyMatch(volume -> volume.endsWith("/observability/grafana/dashboards:" + folder + ":ro"));
    Path grafana = Observability.FILES.resolve("grafana/provisioning");
    assertThat(Files.readString(grafana.resolve("dashboards/clipstream.yml"))).contains(folder);
  }
}
