package io.clipstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.jobs.kafka.TaggingTopics;
import io.clipstream.jobs.testing.RunningJob;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestPictures;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.PreviewAnswer;
import io.clipstream.schemas.PreviewOutcome;
import io.clipstream.schemas.PreviewRequest;
import io.clipstream.schemas.PreviewSample;
import io.clipstream.schemas.Scoring;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A draft says beforehand what it will do. */
class LabelPreviewTest {
  private static final String JOB = "previewing";
  private static final int PICTURES = 40;
  private static final AvroCodec<PreviewRequest> REQUESTS =
      AvroCodec.singleObject(PreviewRequest.class);
  private static final AvroCodec<PreviewAnswer> ANSWERS =
      AvroCodec.singleObject(PreviewAnswer.class);
  private static final AvroCodec<LabelSet> SETS = AvroCodec.singleObject(LabelSet.class);

  @TempDir private Path folder;
  private final TestKafka kafka = TestKafka.shared();
  private final TaggingTopics topics = kafka.createTopics(JOB, 2);
  private final TaggingStream stream = new TaggingStream(kafka, topics);
  private float threshold = 0.5f;

  /** Later than the job, which does not need them. */
  private void makeTopics() {
    for (String topic : List.of(topics.previews().requests(), topics.previews().answers())) {
      kafka.create(topic, 2, Topic.PREVIEWS.kafkaSettings());
    }
  }

  @Test
  void whatAPreviewSaysIsWhatThenHappensAndBadRequestsAreAnswered() throws Exception {
    SmallModel model = SmallModel.write(folder, 7);
    stream.promote(model);
    stream.publish(1, List.of("cat", "dog"));
    try (RunningJob job =
        RunningJob.start(
            stream.settings(
                JOB, folder, "--embedding.enabled=true", "--delivery.guarantee=at-least-once"),
            2)) {
      send("before");
      job.await("results", () -> results(1).size() == PICTURES);
      makeTopics();
      ask(request("of long ago", draft()).setRequestedAt(Instant.now().minusSeconds(120)));
      previewEqualsWhatHappens(job);
      badRequestsAreAnswered(job);
    }
    assertThat(Faults.starts(JOB)).as("one of each subtask").isEqualTo(2);
  }

  private void previewEqualsWhatHappens(RunningJob job) throws Exception {
    Map<String, TagEvent> before = results(1);
    List<String> ids = List.copyOf(before.keySet());
    List<PreviewSample> samples = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      samples.add(sample(before.get(ids.get(i)), i % 2 == 0));
    }
    ask(request("first", draft()).setSamples(samples));
    job.await("scores", () -> answers().containsKey("first"));
    threshold = middle(answers().get("first"), "cat");
    ask(request("good", draft()).setSamples(samples));
    job.await("an answer", () -> answers().containsKey("good"));
    PreviewAnswer answer = answers().get("good");
    assertThat(answer.getProblem()).isNull();
    assertThat(answer.getCheckpointId()).isEqualTo(model(before));
    assertThat(results(2)).isEmpty();

    kafka.send(topics.control().labelSets(), "default", SETS.encode(draft()));
    job.await("the draft in force", () -> isInForce(2));
    send("after");
    job.await("results of the draft", () -> named("after", results(2)).size() == PICTURES);
    Map<String, TagEvent> after = named("after", results(2));
    for (int i = 0; i < ids.size(); i++) {
      PreviewOutcome foretold = answer.getOutcomes().get(i);
      TagEvent happened = after.get(ids.get(i).replace("before", "after"));
      assertThat(foretold.getDecision()).isEqualTo(happened.getDecision());
      assertThat(foretold.getTags())
          .usingRecursiveComparison()
          .withComparatorForType((a, b) -> Math.abs(a - b) < 1e-4f ? 0 : 1, Float.class)
          .isEqualTo(happened.getTags());
    }
    Map<Decision, Long> counts =
        answer.getOutcomes().stream()
            .collect(Collectors.groupingBy(PreviewOutcome::getDecision, Collectors.counting()));
    assertThat(counts).as("decisions differ, or nothing is shown").hasSizeGreaterThan(1);
  }

  private static String model(Map<String, TagEvent> results) {
    return results.values().iterator().next().getCheckpointId();
  }

  private void badRequestsAreAnswered(RunningJob job) throws Exception {
    kafka.send(topics.previews().requests(), "garbage", new byte[] {1, 2, 3});
    ask(request("of another job", draft()).setJobName("another"));
    LabelSet wrong = LabelSet.newBuilder(draft()).setLabels(List.of()).build();
    ask(request("invalid", wrong));
    LabelSet pairwise = LabelSet.newBuilder(draft()).setScoring(Scoring.PAIRWISE).build();
    ask(request("without a bias", pairwise));
    TagEvent any = results(1).values().iterator().next();
    PreviewSample elsewhere = sample(any, false);
    elsewhere.setOrigin(new Origin(topics.tags(), 0, 0L, null));
    PreviewSample gone = sample(any, false);
    gone.setOrigin(new Origin(stream.images(), 0, 1_000_000L, null));
    PreviewSample otherSpace = PreviewSample.newBuilder(gone).setEmbeddingSpaceId("other").build();
    otherSpace.setEmbedding(any.getEmbedding());
    PreviewSample carried = PreviewSample.newBuilder(sample(any, true)).build();
    carried.setOrigin(gone.getOrigin());
    ask(
        request("half", draft())
            .setTop(1)
            .setSamples(List.of(elsewhere, gone, otherSpace, carried)));
    job.await("the last answer", () -> answers().containsKey("half"));
    job.await("the answer before", () -> answers().containsKey("invalid"));
    job.await("the refusal", () -> answers().containsKey("without a bias"));
    assertThat(answers()).containsOnlyKeys("first", "good", "invalid", "without a bias", "half");
    assertThat(answers().get("without a bias").getProblem())
        .contains("scoring PAIRWISE needs a checkpoint with a logit bias");
    assertThat(answers().get("invalid").getProblem()).contains("has 0 labels");
    List<PreviewOutcome> outcomes = answers().get("half").getOutcomes();
    assertThat(outcomes.subList(0, 3))
        .allSatisfy(outcome -> assertThat(outcome.getProblem()).contains("does not keep"));
    assertThat(outcomes.get(3).getProblem()).isNull();
    assertThat(outcomes.get(3).getTags()).hasSize(1);
  }

  private void send(String prefix) throws Exception {
    stream.send(
        IntStream.range(0, PICTURES)
            .mapToObj(i -> prefix + "-" + i)
            .map(id -> Map.entry(id, TaggingStream.event(id, TestPictures.png(number(id)))))
            .toList());
  }

  private static int number(String id) {
    return Integer.parseInt(id.substring(id.indexOf('-') + 1));
  }

  private boolean isInForce(int revision) {
    try {
      stream.send(List.of(Map.entry("probe", TaggingStream.event("probe", TestPictures.png(1)))));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return results(revision).containsKey("probe");
  }

  private Map<String, TagEvent> results(int revision) {
    Map<String, TagEvent> results = new LinkedHashMap<>();
    stream.results().stream()
        .filter(result -> result.getLabelSetRevision() == revision)
        .forEach(result -> results.put(result.getImageId(), result));
    return results;
  }

  private static Map<String, TagEvent> named(String prefix, Map<String, TagEvent> results) {
    return results.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static PreviewSample sample(TagEvent result, boolean isCarried) {
    return isCarried
        ? new PreviewSample(result.getOrigin(), result.getEmbedding(), result.getEmbeddingSpaceId())
        : new PreviewSample(result.getOrigin(), null, null);
  }

  /** The score that half of the pictures reach, so that both sides of the threshold are met. */
  private static float middle(PreviewAnswer answer, String label) {
    List<Float> scores =
        answer.getOutcomes().stream()
            .flatMap(outcome -> outcome.getTags().stream())
            .filter(tag -> tag.getLabel().equals(label))
            .map(io.clipstream.schemas.Tag::getScore)
            .sorted()
            .toList();
    assertThat(scores).hasSize(PICTURES);
    return (scores.get(PICTURES / 2 - 1) + scores.get(PICTURES / 2)) / 2;
  }

  private LabelSet draft() {
    return LabelSet.newBuilder()
        .setId("default")
        .setRevision(2)
        .setLabels(
            List.of(
                new Label("animal", List.of(), 0.5f, Action.TAG, null),
                new Label("cat", List.of("kitten"), threshold, Action.REVIEW, "animal"),
                new Label("oval", List.of(), 0.99f, Action.BLOCK, null)))
        .setScoring(Scoring.SOFTMAX)
        .build();
  }

  private static PreviewRequest.Builder request(String id, LabelSet draft) {
    return PreviewRequest.newBuilder()
        .setRequestId(id)
        .setJobName(JOB)
        .setLabelSet(draft)
        .setSamples(List.of())
        .setRequestedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS));
  }

  private void ask(PreviewRequest.Builder request) {
    PreviewRequest built = request.build();
    kafka.send(topics.previews().requests(), built.getRequestId(), REQUESTS.encode(built));
  }

  private Map<String, PreviewAnswer> answers() {
    Map<String, PreviewAnswer> answers = new LinkedHashMap<>();
    kafka
        .committed(topics.previews().answers())
        .forEach(
            record -> {
              assertThat(ANSWERS.decode(record.value())).isInstanceOf(Decoding.Ok.class);
              answers.put(
                  new String(record.key(), StandardCharsets.UTF_8),
                  ((Decoding.Ok<PreviewAnswer>) ANSWERS.decode(record.value())).value());
            });
    return answers;
  }
}
