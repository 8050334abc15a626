package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.embedded.EmbeddedKafka;
import io.clipstream.jobs.TaggingJob;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tagging job on a session cluster of two TaskManagers, from the jar and the libraries that the
 * distribution holds. Every image must have one committed result, whatever happens in between.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class TaggingJobIT {
  private static final String MAIN = TaggingJob.class.getName();
  private static final Pattern JOB_ID = Pattern.compile("JobID ([0-9a-f]{32})");
  private static final Pattern SAVEPOINT = Pattern.compile("Path: (\\S+)");

  /** 128 and the number of SIGTERM. */
  private static final int TERMINATED = 143;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path directory;

  private static EmbeddedKafka kafka;
  private static SessionCluster cluster;
  private static CheckpointEvent checkpoint;

  @BeforeAll
  static void start() throws IOException {
    checkpoint = Checkpoints.write(directory.resolve("models").resolve("small"), "small");
    kafka = EmbeddedKafka.start(directory.resolve("kafka"));
    String classPath = ClassPaths.ofBuild().ofCluster();
    cluster = SessionCluster.start(directory.resolve("cluster"), classPath, 2, Map.of());
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
    if (kafka != null) {
      kafka.close();
    }
  }

  @AfterEach
  void cancelWhatIsLeft() {
    cluster.cancelAll();
  }

  @Test
  void theCommandLineAndRestSubmitTheJobToTheSameTaskManagersAgainAndAgain() throws IOException {
    try (PictureStream stream = stream("again");
        Collector collector = Collector.start()) {
      String[] traced = collector.options().toArray(String[]::new);
      stream.send(60);
      String first = submitByCommandLine(stream, List.of(), traced);
      awaitAllDone(stream);
      assertThat(cluster.rest().placements(first)).hasSize(2);
      cluster.flink("cancel", first);
      cluster.awaitEnd(first, "CANCELED");

      stream.send(60);
      String second = submitByRest(stream, traced);
      awaitAllDone(stream);
      cluster.cancelAll();
      int before = collector.posts();

      stream.send(60);
      submitByRest(stream, traced);
      awaitAllDone(stream);
      cluster.cancelAll();
      Eventually.holds("spans of the last job", () -> collector.posts() > before, cluster::logs);
      assertThat(before).as("spans of those before it").isPositive();
      assertThat(cluster.rest().exceptions(first) + cluster.rest().exceptions(second))
          .doesNotContain("class loader", "classloader", "UnsatisfiedLinkError");
      assertThat(cluster.liveTaskManagers()).as("none was started anew").isEqualTo(2);
      requireOneResultEach(stream);
    }
  }

  @Test
  void taskManagersKilledAndStoppedInMidStreamCostNoResultAndDoubleNone() {
    try (PictureStream stream = stream("killed")) {
      stream.send(1500);
      String job = submitByRest(stream);
      stream.awaitResults(1, cluster);
      stream.send(300); // a quick machine may be through with the others
      cluster.killATaskManager();
      stream.send(100);
      cluster.startTaskManager();
      cluster.awaitTaskManagers(2);
      stream.awaitResults(1900, cluster);
      Eventually.holds("restart", () -> cluster.rest().restarts(job) >= 1, cluster::logs);
      stream.send(600);
      stream.awaitResults(1950, cluster);
      assertThat(cluster.stopATaskManager())
          .as("status of one stopped while it computes")
          .isEqualTo(TERMINATED);
      cluster.startTaskManager();
      cluster.awaitTaskManagers(2);
      stream.awaitResults(2500, cluster);
      cluster.cancelAll();
      requireOneResultEach(stream);
    }
  }

  @Test
  void aJobStoppedWithASavepointGoesOnWhereItStopped() {
    try (PictureStream stream = stream("stopped")) {
      stream.send(100);
      String job = submitByRest(stream);
      stream.awaitResults(1, cluster);
      Path savepoints = directory.resolve("savepoints");
      String printed = cluster.flink("stop", "--savepointPath", savepoints.toString(), job);
      cluster.awaitEnd(job, "FINISHED");
      stream.send(100);
      submitByCommandLine(stream, "--fromSavepoint", found(SAVEPOINT, printed));
      stream.awaitResults(200, cluster);
      cluster.cancelAll();
      requireOneResultEach(stream);
    }
  }

  @Test
  void aSecondJobOfTheNameIsRefusedAndMayTakeItOver() {
    try (PictureStream stream = stream("twice")) {
      stream.send(60);
      String first = submitByCommandLine(stream);
      awaitAllDone(stream);
      assertThatThrownBy(() -> submitByCommandLine(stream))
          .isInstanceOf(SessionCluster.CommandFailed.class)
          .hasMessageContaining("job.name 'twice' is taken: Flink job " + first)
          .hasMessageContaining("--lease.take-over true");
      assertThat(cluster.rest().activeJobs()).containsExactly(first);

      String second = submitByCommandLine(stream, List.of(), "--lease.take-over", "true");
      Eventually.holds(
          "end of the first", () -> cluster.rest().state(first).equals("FAILED"), cluster::logs);
      assertThat(cluster.rest().exceptions(first)).contains("was taken over at", second);
      stream.send(60);
      stream.awaitResults(120, cluster);
      cluster.cancelAll();
      requireOneResultEach(stream);
    }
  }

  @Test
  void aStartThatHasHadItsTimeIsNotTriedAgain() {
    try (PictureStream stream = new PictureStream(kafka.bootstrap(), "nothing-to-tag-with")) {
      String job = submitByCommandLine(stream, List.of(), "--start.timeout", "3 s");
      cluster.awaitEnd(job, "FAILED");
      assertThat(cluster.rest().exceptions(job))
          .contains("nothing to tag with after the start timeout of PT3S")
          .contains("no promoted checkpoint of model");
      assertThat(cluster.rest().restarts(job)).isZero();
    }
  }

  @Test
  void aJobJarWithTheEngineInItIsRefusedWhereItIsSubmitted() {
    List<Path> jars = new ArrayList<>(List.of(ClassPaths.JOB_JAR));
    ClassPaths.ofBuild().lib().stream()
        .filter(jar -> jar.toString().contains("djl") && !jar.toString().contains("native"))
        .forEach(jars::add);
    Path fat = Jars.merged(directory.resolve("fat.jar"), jars);
    assertThatThrownBy(() -> cluster.flink("run", "-d", "-c", MAIN, fat.toString()))
        .isInstanceOf(SessionCluster.CommandFailed.class)
        .hasMessageContaining("ai.djl.engine.Engine comes from the job's class loader")
        .hasMessageContaining("put the jars of the distribution's lib/ into Flink's lib/");
  }

  /** Topics with a label set and a checkpoint, for a job of that name. */
  private static PictureStream stream(String job) {
    PictureStream stream = new PictureStream(kafka.bootstrap(), job);
    LabelSet labels =
        LabelSet.newBuilder()
            .setId("default")
            .setRevision(1)
            .setLabels(List.of(label("cat"), label("dog")))
            .build();
    stream.publish(Topic.LABEL_SETS, "default", LabelSet.class, labels);
    stream.publish(Topic.CHECKPOINTS, checkpoint.getModelName(), CheckpointEvent.class, checkpoint);
    return stream;
  }

  private static Label label(String name) {
    return new Label(name, List.of("a " + name), 0.5f, Action.TAG, null);
  }

  private static String submitByCommandLine(PictureStream stream, String... options) {
    return submitByCommandLine(stream, List.of(options));
  }

  /**
   * @param options of Flink
   * @param more options of the job
   */
  private static String submitByCommandLine(
      PictureStream stream, List<String> options, String... more) {
    List<String> command = new ArrayList<>(List.of("run", "--detached", "--class", MAIN));
    command.addAll(List.of("--parallelism", "2"));
    command.addAll(options);
    command.add(ClassPaths.JOB_JAR.toString());
    command.addAll(stream.arguments(checkpoint.getModelName(), directory.resolve("models")));
    command.addAll(List.of(more));
    return found(JOB_ID, cluster.flink(command.toArray(String[]::new)));
  }

  private static String submitByRest(PictureStream stream, String... more) {
    String jar = cluster.rest().upload(ClassPaths.JOB_JAR);
    List<String> arguments =
        new ArrayList<>(stream.arguments(checkpoint.getModelName(), directory.resolve("models")));
    arguments.addAll(List.of(more));
    return cluster.rest().run(jar, MAIN, 2, arguments);
  }

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }

  /** A start without state begins at the committed offsets, which follow the results. */
  private static void awaitAllDone(PictureStream stream) {
    stream.awaitResults(stream.sent(), cluster);
    Eventually.holds(
        "committed offsets", () -> stream.committedOffsets() == stream.sent(), cluster::logs);
  }

  private static void requireOneResultEach(PictureStream stream) {
    List<TagEvent> results = stream.results();
    assertThat(results).hasSize(stream.sent());
    assertThat(results.stream().map(TagEvent::getImageId)).doesNotHaveDuplicates();
    assertThat(results.stream().map(TagEvent::getOrigin)).doesNotHaveDuplicates();
    assertThat(results)
        .allSatisfy(
            result -> {
              assertThat(result.getCheckpointId()).isEqualTo(checkpoint.getCheckpointId());
              assertThat(result.getTags()).hasSize(2);
            });
    assertThat(stream.deadLetters()).isZero();
  }
}
