package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.clipstream.embedded.EmbeddedKafka;
import io.clipstream.jobs.TaggingJob;
import io.clipstream.jobs.TrainingJob;
import io.clipstream.model.testing.Eventually;
import io.clipstream.model.testing.FreePorts;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.Topic;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus beside both jobs on a session cluster: whatever is shown has data. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ObservabilityIT {
  private static final int PROCESSES = 3;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  private final int port = FreePorts.next();

  @Test
  void everyPanelAndEveryAlertHasData() throws Exception {
    assumeTrue(PrometheusServer.isInstalled(), PrometheusServer.MISSING);
    Path root = Files.createDirectory(directory.resolve("learns"));
    installReporter(directory.resolve("cluster/plugins/prometheus"));
    String classPath = ClassPaths.ofBuild().ofCluster();
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        SessionCluster cluster =
            SessionCluster.start(directory.resolve("cluster"), classPath, 2, reporting());
        PictureStream stream = new PictureStream(kafka.bootstrap(), "seen");
        CaptionStream captions = new CaptionStream(kafka.bootstrap(), "learns", root);
        PrometheusServer prometheus =
            PrometheusServer.start(directory, Observability.configuration(targets()))) {
      promote(stream, "first");
      labels(stream);
      String jar = cluster.rest().upload(ClassPaths.JOB_JAR);
      cluster
          .rest()
          .run(
              jar,
              TaggingJob.class.getName(),
              1,
              withAll(stream.arguments("small", directory.resolve("models"))));
      cluster.rest().run(jar, TrainingJob.class.getName(), 1, captions.arguments(2));
      stream.send(20);
      stream.awaitResults(20, cluster);
      captions.send(50);
      Eventually.holds("a round", () -> captions.announced().size() == 1, cluster::logs);
      promote(stream, "second");
      Map<String, String> queries = queries();
      Map<String, String> empty = new TreeMap<>(queries);
      Eventually.holds(
          "data of every query",
          () -> {
            stream.send(1); // a rate is one of something that goes on
            stream.send("broken", new byte[] {1, 2, 3}).get();
            stream.send("refused", URI.create("https://elsewhere.invalid/cat.png")).get();
            for (String name : List.copyOf(empty.keySet())) {
              if (prometheus.series(queries.get(name)) > 0) {
                empty.remove(name);
              }
            }
            return empty.isEmpty();
          },
          () -> "without data: " + empty + "\n" + cluster.logs());
      assertThat(doctor(kafka, stream, cluster))
          .contains("ok       version ", "ok       lib/ ", "ok       metrics.reporter ")
          .contains("ok       clock ", "ok       model small ", "ok       job seen ")
          .contains("0 faults, ");
      assertThat(prometheus.rules())
          .hasSize(Observability.records().size() + Observability.alerts().size())
          .allSatisfy(rule -> assertThat(rule.path("health").asText()).isEqualTo("ok"));
    }
  }

  /** With pictures by URI, and traces to a collector that does not answer: spans are dropped. */
  private static List<String> withAll(List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--trace.endpoint", "http://127.0.0.1:" + FreePorts.next()));
    all.addAll(List.of("--trace.sampling", "1"));
    all.addAll(List.of("--fetch.enabled", "true", "--fetch.allowed-hosts", "images.example.com"));
    return all;
  }

  /** What the doctor says of the same Kafka and Flink. */
  private String doctor(EmbeddedKafka kafka, PictureStream stream, SessionCluster cluster) {
    List<String> arguments =
        new ArrayList<>(List.of("doctor", "--kafka", kafka.bootstrap(), "--flink"));
    arguments.add(cluster.rest().address());
    for (Topic topic : Topic.values()) {
      String use = topic.name().toLowerCase(Locale.ROOT).replace('_', '-');
      arguments.add("--topic." + use + "=" + stream.name(topic));
    }
    try (Command doctor = Command.start(directory, "doctor", arguments)) {
      return doctor.output();
    }
  }

  /** What Grafana asks for, and what the alerts compare. */
  private static Map<String, String> queries() throws Exception {
    Map<String, String> queries = new TreeMap<>(Observability.queries());
    Observability.records().forEach(name -> queries.put(name, name));
    return queries;
  }

  private Map<String, String> reporting() {
    return Map.of(
        "metrics.reporter.prom.factory.class",
        PrometheusReporterFactory.class.getName(),
        "metrics.reporter.prom.filterLabelValueCharacters",
        "false",
        "metrics.reporter.prom.port",
        port + "-" + (port + PROCESSES - 1));
  }

  private List<String> targets() {
    return IntStream.range(port, port + PROCESSES).mapToObj(each -> "127.0.0.1:" + each).toList();
  }

  /** As Flink's own distribution has it ready. */
  private static void installReporter(Path plugin) throws Exception {
    Path jar =
        Path.of(
            PrometheusReporterFactory.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    Files.createDirectories(plugin);
    Files.copy(jar, plugin.resolve(jar.getFileName()));
  }

  private void promote(PictureStream stream, String id) {
    CheckpointEvent event = Checkpoints.write(directory.resolve("models").resolve(id), "small");
    stream.publish(Topic.CHECKPOINTS, "small", CheckpointEvent.class, event);
  }

  private static void labels(PictureStream stream) {
    List<Label> labels = List.of(new Label("cat", List.of("a cat"), 0.5f, Action.TAG, null));
    LabelSet set = LabelSet.newBuilder().setId("default").setRevision(1).setLabels(labels).build();
    stream.publish(Topic.LABEL_SETS, "default", LabelSet.class, set);
  }
}
