package io.clipstream.distribution;

import io.clipstream.distribution.probe.GatedFiles;
import io.clipstream.distribution.probe.GatedFilesFactory;
import io.clipstream.embedded.EmbeddedKafka;
import io.clipstream.model.checkpoint.Integrity;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.flink.core.fs.FileSystemFactory;

/**
 * A broker, a session cluster of two TaskManagers with one slot each, three checkpoints (the last
 * is the shipped one), and the scores that they give to a few pictures.
 */
final class SwapStage implements AutoCloseable {
  /** Name of the model that the jobs follow. */
  static final String MODEL = "shop";

  /** Different pictures in the streams. */
  static final int KINDS = 16;

  private static final Path BOX = Path.of("../models/box").toAbsolutePath().normalize();
  private static final Path CLASSES = Path.of("target/test-classes").toAbsolutePath();
  private static final String PROBE = GatedFiles.class.getPackageName().replace('.', '/');

  private final List<byte[]> pictures =
      LongStream.range(0, KINDS).mapToObj(PictureStream::picture).toList();
  private final List<LabelSet> labels =
      List.of(labels("cat", "red heart", "sofa"), labels("house", "red car", "tree", "boat"));
  private final Path directory;
  private final List<CheckpointEvent> checkpoints;
  private final ExpectedScores expected;
  private final EmbeddedKafka kafka;
  private final SessionCluster cluster;

  private SwapStage(Path directory) throws IOException {
    this.directory = directory;
    this.checkpoints =
        List.of(
            Checkpoints.writeHeavy(place("a"), MODEL, 1, 16),
            Checkpoints.writeHeavy(place("b"), MODEL, 2, 24),
            Checkpoints.promotion(BOX, MODEL, Integrity.verify(BOX), 256));
    Map<String, Path> places = Map.of("a", place("a"), "b", place("b"), "box", BOX);
    this.expected = ExpectedScores.compute(directory, pictures, places, labels);
    Path home = directory.resolve("cluster");
    installGate(Files.createDirectories(home.resolve("plugins/gate")));
    this.kafka = EmbeddedKafka.start(directory.resolve("kafka"));
    this.cluster = startCluster(home);
  }

  private SessionCluster startCluster(Path home) {
    try {
      return SessionCluster.startWithFixedHeaps(home, ClassPaths.ofBuild().ofCluster(), 2);
    } catch (RuntimeException | Error e) {
      kafka.close();
      throw e;
    }
  }

  /** Writes checkpoints, computes scores and starts all processes. */
  static SwapStage start(Path directory) throws IOException {
    return new SwapStage(directory);
  }

  private static void installGate(Path plugin) {
    Jars.of(plugin.resolve("gate.jar"), CLASSES, PROBE, List.of());
    Jars.ofService(
        plugin.resolve("service.jar"), FileSystemFactory.class, GatedFilesFactory.class.getName());
  }

  /** A label set without a revision yet. */
  static LabelSet labels(String... names) {
    return LabelSet.newBuilder()
        .setId("default")
        .setRevision(0)
        .setTemplates(List.of("a photo of a {}.", "a {} in the wild"))
        .setLabels(
            Arrays.stream(names)
                .map(name -> new Label(name, List.of(name), 0.5f, Action.TAG, null))
                .toList())
        .build();
  }

  /** Where the checkpoint of an id lies, those of random weights. */
  Path place(String checkpoint) {
    return directory.resolve("models").resolve(checkpoint);
  }

  /** In the order in which they follow one another: a, b and box. */
  List<CheckpointEvent> checkpoints() {
    return checkpoints;
  }

  /** A checkpoint of random weights as one that lies behind {@link GatedFiles}. */
  CheckpointEvent gated(String checkpoint) {
    CheckpointEvent plain =
        checkpoints.stream()
            .filter(event -> event.getCheckpointId().equals(checkpoint))
            .findFirst()
            .orElseThrow();
    return CheckpointEvent.newBuilder(plain)
        .setUri(GatedFiles.SCHEME + "://" + place(checkpoint))
        .build();
  }

  /** Contents of the label set, at which its revisions take turns. */
  List<LabelSet> labels() {
    return labels;
  }

  ExpectedScores expected() {
    return expected;
  }

  String bootstrap() {
    return kafka.bootstrap();
  }

  SessionCluster cluster() {
    return cluster;
  }

  /** A job over two processes, with the first checkpoint and revision in service everywhere. */
  SwapJob started(String name) {
    PictureStream stream = new PictureStream(kafka.bootstrap(), name);
    SwapJob job = new SwapJob(cluster, stream, settings(), labels, pictures);
    job.announce(checkpoints.get(0));
    job.publishLabels();
    job.run(2, null);
    job.awaitAll("a");
    return job;
  }

  private List<String> settings() {
    List<String> settings = new ArrayList<>(List.of("--model.name", MODEL));
    String models = directory.resolve("models").toString();
    String prefixes = String.join(",", models, BOX.toString(), GatedFiles.SCHEME + "://" + models);
    settings.addAll(List.of("--model.allowed-prefixes", prefixes));
    // What was fetched before would pass the gate.
    settings.addAll(List.of("--model.cache-size", "0"));
    settings.addAll(List.of("--checkpoint.interval", "1 s", "--device", "cpu"));
    settings.addAll(List.of("--batch.size", "8", "--decode.threads", "1"));
    settings.addAll(List.of("--swap.backoff", "200 ms", "--swap.max-backoff", "200 ms"));
    return settings;
  }

  @Override
  public void close() {
    cluster.close();
    kafka.close();
  }
}
