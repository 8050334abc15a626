package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.embedded.EmbeddedKafka;
import io.clipstream.jobs.TaggingJob;
import io.clipstream.model.testing.Eventually;
import io.clipstream.operators.testing.S3Server;
import io.clipstream.operators.testing.Troubles.Fate;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A session cluster that has nothing but S3: Flink's checkpoints and savepoints, and those of the
 * model. A TaskManager is killed, the store refuses all writes for a time, the job is stopped and
 * goes on from its savepoint.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ClusterOnS3IT {
  private static final String MODELS = S3Server.uri("models");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  @Test
  void aKilledTaskManagerAndAStoreThatRefusesWritesCostNoResultAndDoubleNone() throws Exception {
    String classPath = ClassPaths.ofBuild().ofCluster();
    installPlugin(directory.resolve("cluster/plugins/s3"));
    try (S3Server s3 = S3Server.start(Files.createDirectory(directory.resolve("s3")));
        EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        SessionCluster cluster =
            SessionCluster.start(directory.resolve("cluster"), classPath, 2, settings(s3));
        PictureStream stream = new PictureStream(kafka.bootstrap(), "stored")) {
      publish(stream);
      String jar = cluster.rest().upload(ClassPaths.JOB_JAR);
      String job = run(cluster, stream, jar, null);
      stream.send(400);
      stream.awaitResults(1, cluster);
      cluster.killATaskManager();
      stream.send(100);
      cluster.startTaskManager();
      stream.awaitResults(stream.sent(), cluster);

      int failed = cluster.rest().failedCheckpoints(job);
      AtomicInteger refused = new AtomicInteger();
      s3.troubles().plan(request -> isCheckpoint(request) ? busy(refused) : Fate.PASS);
      stream.send(100);
      Eventually.holds(
          "a checkpoint that fails",
          () -> cluster.rest().failedCheckpoints(job) > failed,
          () -> cluster.evidence(job));
      s3.troubles().plan(request -> Fate.PASS);
      stream.awaitResults(stream.sent(), cluster);

      String savepoint = stop(cluster, job);
      assertThat(savepoint).startsWith(S3Server.uri("flink/savepoints/"));
      stream.send(100);
      run(cluster, stream, jar, savepoint);
      stream.awaitResults(stream.sent(), cluster);
      cluster.cancelAll();
      requireOneResultEach(stream);
      report(stream, s3, refused.get(), cluster.rest().failedCheckpoints(job));
    }
  }

  private static boolean isCheckpoint(String request) {
    return request.startsWith("PUT /bucket/flink/checkpoints/")
        || request.startsWith("POST /bucket/flink/checkpoints/");
  }

  private static Fate busy(AtomicInteger refused) {
    refused.incrementAndGet();
    return Fate.BUSY;
  }

  private static Map<String, String> settings(S3Server s3) {
    Map<String, String> settings = new HashMap<>(s3.settings());
    settings.put("execution.checkpointing.dir", S3Server.uri("flink/checkpoints"));
    settings.put("execution.checkpointing.savepoint-dir", S3Server.uri("flink/savepoints"));
    settings.put("execution.checkpointing.data-inline-threshold", "0 b");
    return settings;
  }

  /** As Flink's distribution has it in {@code opt/}. */
  private static void installPlugin(Path plugin) throws Exception {
    Files.createDirectories(plugin);
    try (Stream<Path> jars = Files.list(S3Server.plugins().resolve("s3"))) {
      for (Path jar : jars.toList()) {
        Files.createSymbolicLink(plugin.resolve(jar.getFileName()), jar);
      }
    }
  }

  private void publish(PictureStream stream) throws Exception {
    Path local = directory.resolve("small");
    CheckpointEvent checkpoint = Checkpoints.write(local, "small");
    checkpoint.setUri(MODELS + "/small");
    FileSystem s3 = FileSystem.get(URI.create(MODELS));
    try (Stream<Path> files = Files.list(local)) {
      for (Path file : files.toList()) {
        String target = MODELS + "/small/" + file.getFileName();
        try (OutputStream out =
            s3.create(new org.apache.flink.core.fs.Path(target), WriteMode.NO_OVERWRITE)) {
          Files.copy(file, out);
        }
      }
    }
    List<Label> labels = List.of(new Label("cat", List.of("a cat"), 0.5f, Action.TAG, null));
    LabelSet set = LabelSet.newBuilder().setId("default").setRevision(1).setLabels(labels).build();
    stream.publish(Topic.LABEL_SETS, "default", LabelSet.class, set);
    stream.publish(Topic.CHECKPOINTS, "small", CheckpointEvent.class, checkpoint);
  }

  private static String run(
      SessionCluster cluster, PictureStream stream, String jar, String savepoint) {
    List<String> arguments = stream.arguments("small", MODELS);
    return cluster.rest().run(jar, TaggingJob.class.getName(), 2, arguments, savepoint);
  }

  private static String stop(SessionCluster cluster, String job) {
    String request = cluster.rest().stop(job, S3Server.uri("flink/savepoints"));
    AtomicReference<String> savepoint = new AtomicReference<>();
    Eventually.holds(
        "a savepoint",
        () -> {
          cluster.rest().savepoint(job, request).ifPresent(savepoint::set);
          return savepoint.get() != null;
        },
        () -> cluster.evidence(job));
    cluster.awaitEnd(job, "FINISHED");
    return savepoint.get();
  }

  private static void requireOneResultEach(PictureStream stream) {
    List<TagEvent> results = stream.results();
    assertThat(results).hasSize(stream.sent());
    assertThat(results.stream().map(TagEvent::getImageId)).doesNotHaveDuplicates();
    assertThat(results.stream().map(TagEvent::getOrigin)).doesNotHaveDuplicates();
    assertThat(results).allMatch(result -> result.getCheckpointId().equals("small"));
    assertThat(stream.deadLetters()).isZero();
  }

  @SuppressWarnings("SystemOut") // what a reader of the build's log looks for
  private static void report(PictureStream stream, S3Server s3, int refused, int failed) {
    long model =
        s3.troubles().requests().stream()
            .filter(request -> request.startsWith("GET /bucket/models/small/model.safetensors"))
            .count();
    long written =
        s3.troubles().requests().stream().filter(ClusterOnS3IT::isCheckpoint).distinct().count();
    System.out.printf(
        "a cluster on S3: %d images, %d results, 0 doubled; %d checkpoints failed, %d writes refused, %d done;"
            + " the model's weights were read %d times%n",
        stream.sent(), stream.results().size(), failed, refused, written, model);
    assertThat(written).isPositive();
    assertThat(model).as("one download a host").isEqualTo(1);
  }
}
