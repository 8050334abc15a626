package io.clipstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.jobs.kafka.TaggingTopics;
import io.clipstream.jobs.lease.Submission;
import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.jobs.options.TrainingJobSettings;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestTopics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * State is found by the uids of operators. These lists are what releases have promised: a name that
 * has been in one stays, with the meaning that it had. A new operator gets a new name, and is added
 * here; one that is taken out leaves its state behind, which {@code flink run
 * --allowNonRestoredState} must then be told in docs/operations.md.
 */
class OperatorUidsTest {
  private static final String HOW_TO =
      "savepoints of earlier versions find their state by these; see the comment on this test";

  /** What every graph of the tagging job has. */
  private static final Set<String> TAGGING =
      Set.of(
          "images-source",
          "control-source",
          "image-tagger",
          "job-lease",
          "tags-sink",
          "dead-letters-sink",
          "status-sink");

  /** What it has where pictures are fetched. */
  private static final Set<String> FETCHING = Set.of("split-uris", "fetch", "divide-fetched");

  private static final Set<String> TRAINING =
      Set.of(
          "captions-source",
          "caption-validation",
          "drop-repeats",
          "pair-store-sink",
          "checkpoints-source",
          "requests-source",
          "training-rounds",
          "job-lease",
          "checkpoints-sink",
          "status-sink",
          "dead-letters-sink",
          "request-dead-letters-sink");

  /** Before the uid of a sink: its second half, of Flink's making. */
  private static final String COMMITTER = "Sink Committer: ";

  @TempDir private Path folder;

  private final TestKafka kafka = TestKafka.shared();

  private Set<String> tagging(String name, String... more) {
    TaggingTopics topics = kafka.createTopics("uids-" + name, 1);
    TaggingJobSettings settings =
        new TaggingStream(kafka, topics).settings("uids-" + name, folder, more);
    StreamExecutionEnvironment environment = environment(settings.job().flink());
    TaggingJob.build(environment, settings, Submission.onCluster());
    return uids(environment);
  }

  private static StreamExecutionEnvironment environment(
      org.apache.flink.configuration.Configuration flink) {
    return StreamExecutionEnvironment.createLocalEnvironment(2, flink);
  }

  private static Set<String> uids(StreamExecutionEnvironment environment) {
    Set<String> uids = new TreeSet<>();
    for (StreamNode node : environment.getStreamGraph().getStreamNodes()) {
      assertThat(node.getTransformationUID()).as("uid of %s", node.getOperatorName()).isNotNull();
      assertThat(uids.add(node.getTransformationUID())).as("%s is there once", node).isTrue();
    }
    return uids;
  }

  /** With the committers of sinks. */
  private static Set<String> whole(Set<String> named) {
    Set<String> all = new TreeSet<>(named);
    named.stream().filter(uid -> uid.endsWith("-sink")).map(COMMITTER::concat).forEach(all::add);
    return all;
  }

  @Test
  void theTaggingJobKeepsItsUidsWhateverItsOptions() {
    assertThat(tagging("exactly")).as(HOW_TO).isEqualTo(whole(TAGGING));
    assertThat(tagging("least", "--delivery.guarantee=at-least-once"))
        .as(HOW_TO)
        .isEqualTo(whole(TAGGING));
    Set<String> fetching = new TreeSet<>(TAGGING);
    fetching.addAll(FETCHING);
    assertThat(tagging("fetch", "--fetch.enabled=true", "--fetch.allowed-hosts=example.org"))
        .as(HOW_TO)
        .isEqualTo(whole(fetching));
  }

  @Test
  void theTrainingJobKeepsItsUids() {
    String prefix = "uids-training";
    TaggingTopics topics = kafka.createTopics(prefix, 1);
    for (String input : List.of(".captions", ".rounds")) {
      kafka.create(prefix + input, 1, Map.of());
      kafka.create(
          prefix + input + ".dlq", 1, Map.of("max.message.bytes", "" + (1048588 + (64 << 10))));
    }
    TrainingJobSettings settings =
        TrainingJobSettings.parse(
            List.of(
                "--job.name=" + prefix,
                "--kafka.bootstrap.servers=" + kafka.bootstrap(),
                "--topic.captions=" + prefix + ".captions",
                "--topic.rounds=" + prefix + ".rounds",
                "--topic.label-sets=" + topics.control().labelSets(),
                "--topic.checkpoints=" + topics.control().checkpoints(),
                "--topic.status=" + topics.status(),
                "--topic.leases=" + TestTopics.leases(topics),
                "--model.name=" + SmallModel.NAME,
                "--model.allowed-prefixes=" + folder.toUri(),
                "--checkpoints.path=" + folder.resolve("models"),
                "--store.path=" + folder.resolve("pairs")));
    StreamExecutionEnvironment environment = environment(settings.job().flink());
    TrainingJob.build(environment, settings, Submission.onCluster());
    assertThat(uids(environment)).as(HOW_TO).isEqualTo(whole(TRAINING));
  }
}
