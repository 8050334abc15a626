package io.clipstream.cli.jobs;

import static io.clipstream.cli.testing.ColourPictures.NEW;
import static io.clipstream.cli.testing.ColourPictures.OLD;
import static io.clipstream.cli.testing.ColourPictures.TEMPLATES;
import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.cli.testing.TagProcess;
import io.clipstream.jobs.TrainingJob;
import io.clipstream.jobs.kafka.TaggingTopics;
import io.clipstream.jobs.options.TrainingJobSettings;
import io.clipstream.jobs.testing.RunningJob;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestTopics;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both jobs on one broker: captions of new colours come, a round runs, the tagging job swaps. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class TrainingJobTest {
  private static final AvroCodec<CheckpointEvent> CHECKPOINTS =
      AvroCodec.singleObject(CheckpointEvent.class);
  private static final double MARGIN = 0.03;

  @TempDir private Path folder;

  private final TestKafka kafka = TestKafka.shared();
  private String prefix;
  private TaggingTopics topics;
  private TaggingStream stream;
  private long seed;
  private ColourSender sender;

  @Test
  void theStreamLearnsNewColoursWhileNoPictureIsLostDoubledOrMixed() throws Exception {
    learn(1);
  }

  /** The same model to begin with, other pictures, and another course of the round. */
  @Tag("soak")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  @ParameterizedTest
  @ValueSource(longs = {2, 3})
  void itLearnsThemFromOtherPicturesToo(long other) throws Exception {
    learn(other);
  }

  private void createTopics() {
    prefix = "learning-" + seed;
    topics = kafka.createTopics(prefix, 2);
    stream = new TaggingStream(kafka, topics);
    sender = new ColourSender(kafka, stream.images(), prefix + ".captions", seed);
    kafka.create(prefix + ".captions", 2, Map.of());
    kafka.create(prefix + ".rounds", 1, Map.of());
    String larger = Integer.toString(1048588 + (64 << 10));
    kafka.create(prefix + ".captions.dlq", 1, Map.of("max.message.bytes", larger));
    kafka.create(prefix + ".rounds.dlq", 1, Map.of("max.message.bytes", larger));
  }

  private void learn(long ofSeed) throws Exception {
    seed = ofSeed;
    createTopics();
    Path old = ColourModel.folder(folder.resolve("old"), OLD, 25);
    SmallModel parent = ColourModel.taughtTheOldColours(folder);
    stream.promote(parent);
    stream.publish(1, ColourSender.LABELS, TEMPLATES.templates());
    Path pictures = Files.createDirectory(folder.resolve("pictures"));
    AtomicBoolean enough = new AtomicBoolean();
    JobClient training = startTraining(old);
    try (RunningJob tagging = RunningJob.start(stream.settings(prefix + "-tagger", folder), 2)) {
      Thread producer = new Thread(() -> sender.stream(pictures, enough), "pictures");
      producer.start();
      try {
        tagging.await("first results", () -> stream.results().size() > 40);
        sender.sendCaptions();
        tagging.await("a promotion", () -> promoted().isPresent());
        String id = promoted().orElseThrow().getCheckpointId();
        tagging.await(
            "results of the new checkpoint",
            () ->
                stream.results().stream().filter(r -> r.getCheckpointId().equals(id)).count() > 60);
      } finally {
        enough.set(true);
        producer.join();
      }
      tagging.await("all results", () -> stream.outcomes() >= sender.sent());
      tagging.stop(folder);
    } finally {
      training.cancel().get();
    }
    requireExactCounts();
    requireBetterAtTheNewAndNoWorseAtTheOld(parent);
    requireEveryScoreAgrees(pictures, parent);
  }

  private JobClient startTraining(Path old) throws Exception {
    TrainingJobSettings settings =
        TrainingJobSettings.parse(
            List.of(
                "--job.name=" + prefix + "-trainer",
                "--kafka.bootstrap.servers=" + kafka.bootstrap(),
                "--topic.captions=" + prefix + ".captions",
                "--topic.rounds=" + prefix + ".rounds",
                "--topic.label-sets=" + topics.control().labelSets(),
                "--topic.checkpoints=" + topics.control().checkpoints(),
                "--topic.status=" + topics.status(),
                "--topic.leases=" + TestTopics.leases(topics),
                "--model.name=" + SmallModel.NAME,
                "--model.allowed-prefixes=" + folder,
                "--checkpoints.path=" + folder.resolve("models"),
                "--store.path=" + folder.resolve("store"),
                "--device=cpu",
                "--captions.held-out=0.3",
                "--round.after-pairs=" + ColourSender.TO_LEARN_FROM,
                "--round.scan-interval=500 ms",
                "--round.passes=20",
                "--round.batch-size=32",
                "--round.learning-rate=0.001",
                "--round.image-rate=1",
                "--round.min-steps=1",
                "--round.replay=2",
                "--round.replay-sources=" + old,
                "--round.seed=" + seed,
                "--gate.alphas=0.5,1.0",
                "--gate.min-held-out=10",
                "--gate.margin=" + MARGIN,
                "--gate.interval-margin=0.1",
                "--gate.baseline-margin=0.05",
                "--gate.max-flips=1",
                "--gate.pinned=" + old.resolve("classes.tsv"),
                "--checkpoint.interval=500 ms"));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(1, settings.job().flink());
    return TrainingJob.start(environment, settings);
  }

  private Optional<CheckpointEvent> promoted() {
    for (ConsumerRecord<byte[], byte[]> record : kafka.committed(topics.control().checkpoints())) {
      if (CHECKPOINTS.decode(record.value()) instanceof Decoding.Ok<CheckpointEvent> ok
          && ok.value().getLineage() != null) {
        assertThat(ok.value().getStatus())
            .as(ok.value().getReason())
            .isEqualTo(CheckpointStatus.PROMOTED);
        return Optional.of(ok.value());
      }
    }
    return Optional.empty();
  }

  private void requireExactCounts() {
    assertThat(stream.deadLetters()).isEmpty();
    assertThat(stream.results()).extracting(TagEvent::getImageId).doesNotHaveDuplicates();
    assertThat(stream.results()).hasSize(sender.sent());
  }

  private void requireBetterAtTheNewAndNoWorseAtTheOld(SmallModel parent) {
    String before = parent.promotion().getCheckpointId();
    double newBefore = accuracy(NEW, before, true);
    double newAfter = accuracy(NEW, before, false);
    double oldBefore = accuracy(OLD, before, true);
    double oldAfter = accuracy(OLD, before, false);
    System.out.printf(
        "seed %d, on the stream: new colours %.3f before, %.3f after; old colours %.3f before, %.3f after;"
            + " %d pictures%n",
        seed, newBefore, newAfter, oldBefore, oldAfter, sender.sent());
    assertThat(newAfter).isGreaterThan(newBefore + 0.2);
    assertThat(oldAfter).isGreaterThanOrEqualTo(oldBefore - MARGIN);
  }

  private double accuracy(Map<String, Integer> colours, String checkpoint, boolean ofIt) {
    return stream.results().stream()
        .filter(result -> result.getCheckpointId().equals(checkpoint) == ofIt)
        .filter(result -> colours.containsKey(sender.colour(result)))
        .mapToDouble(
            result -> result.getTags().get(0).getLabel().equals(sender.colour(result)) ? 1 : 0)
        .average()
        .orElseThrow();
  }

  /** Every score again, by another process, with the checkpoint that the record names. */
  private void requireEveryScoreAgrees(Path pictures, SmallModel parent) throws Exception {
    Map<String, Path> models = new HashMap<>();
    models.put(parent.promotion().getCheckpointId(), parent.directory());
    CheckpointEvent next = promoted().orElseThrow();
    models.put(next.getCheckpointId(), Path.of(URI.create(next.getUri())));
    Map<String, Map<String, Map<String, Double>>> expected = new HashMap<>();
    for (Map.Entry<String, Path> model : models.entrySet()) {
      expected.put(
          model.getKey(),
          TagProcess.scores(
              pictures, model.getValue(), ColourSender.LABELS, TEMPLATES.templates()));
    }
    for (TagEvent result : stream.results()) {
      Map<String, Double> scores = expected.get(result.getCheckpointId()).get(result.getImageId());
      for (io.clipstream.schemas.Tag tag : result.getTags()) {
        assertThat((double) tag.getScore())
            .as("%s, %s by %s", result.getImageId(), tag.getLabel(), result.getCheckpointId())
            .isCloseTo(scores.get(tag.getLabel()), org.assertj.core.data.Offset.offset(1e-3));
      }
    }
  }
}
