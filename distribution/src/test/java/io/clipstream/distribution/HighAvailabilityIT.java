package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.embedded.EmbeddedKafka;
import io.clipstream.jobs.TaggingJob;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * JobManagers, TaskManagers and the job's name when JobManagers are killed: another one takes over,
 * and every image has one committed result.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class HighAvailabilityIT {
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  @Test
  void jobManagersThatAreKilledInMidStreamCostNoResultAndDoubleNone() throws Exception {
    String classPath = ClassPaths.ofBuild().ofCluster();
    CheckpointEvent checkpoint = Checkpoints.write(directory.resolve("models/small"), "small");
    try (ZooKeeper zookeeper = ZooKeeper.start(directory.resolve("zookeeper"));
        EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"))) {
      Eventually.holds("ZooKeeper", zookeeper::answers, zookeeper::log);
      try (SessionCluster cluster =
              SessionCluster.start(
                  directory.resolve("cluster"), classPath, 2, zookeeper.settings());
          PictureStream stream = new PictureStream(kafka.bootstrap(), "led")) {
        publish(stream, checkpoint);
        String jar = cluster.rest().upload(ClassPaths.JOB_JAR);
        String job =
            cluster
                .rest()
                .run(
                    jar,
                    TaggingJob.class.getName(),
                    2,
                    stream.arguments("small", directory.resolve("models")));
        stream.send(600);
        stream.awaitResults(1, cluster);
        for (int kill = 0; kill < 2; kill++) {
          FlinkRest next = cluster.startStandby();
          Eventually.holds("a standby", () -> answers(next), cluster::logs);
          cluster.killJobManager(kill);
          stream.send(300);
          stream.awaitResults(stream.sent(), cluster);
          Eventually.holds("the same job", () -> next.isRunning(job), cluster::logs);
        }
        cluster.killATaskManager();
        stream.send(200);
        cluster.startTaskManager();
        stream.awaitResults(stream.sent(), cluster);
        requireOneResultEach(stream);
      }
    }
  }

  private static boolean answers(FlinkRest rest) {
    try {
      return rest.taskManagers() >= 0;
    } catch (FlinkRest.Refused e) {
      return false;
    }
  }

  private static void requireOneResultEach(PictureStream stream) {
    List<TagEvent> results = stream.results();
    assertThat(results).hasSize(stream.sent());
    assertThat(results.stream().map(TagEvent::getImageId)).doesNotHaveDuplicates();
    assertThat(results.stream().map(TagEvent::getOrigin)).doesNotHaveDuplicates();
    assertThat(stream.deadLetters()).isZero();
  }

  private static void publish(PictureStream stream, CheckpointEvent checkpoint) {
    Label label = new Label("cat", List.of("a cat"), 0.5f, Action.TAG, null);
    LabelSet labels =
        LabelSet.newBuilder().setId("default").setRevision(1).setLabels(List.of(label)).build();
    stream.publish(Topic.LABEL_SETS, "default", LabelSet.class, labels);
    stream.publish(Topic.CHECKPOINTS, "small", CheckpointEvent.class, checkpoint);
  }
}
