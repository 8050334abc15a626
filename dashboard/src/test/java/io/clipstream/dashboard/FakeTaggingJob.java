package io.clipstream.dashboard;

import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.Decisions;
import io.clipstream.schemas.GenerationStatus;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSetRef;
import io.clipstream.schemas.LabelSets;
import io.clipstream.schemas.PreviewAnswer;
import io.clipstream.schemas.PreviewOutcome;
import io.clipstream.schemas.PreviewRequest;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.Tag;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.Decoding;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Says on the topics what a tagging job of two subtasks would: by which label sets it tags, and
 * what drafts would do. Its scores are made of the picture's offset and the label's name.
 */
final class FakeTaggingJob implements AutoCloseable {
  static final String NAME = "shop-tagger";

  private final World world;
  private final Map<String, LabelSet> sets = new LinkedHashMap<>();
  private final Thread thread = new Thread(this::run, "fake-tagging-job");
  private volatile boolean isClosed;

  private FakeTaggingJob(World world) {
    this.world = world;
  }

  static FakeTaggingJob start(World world) {
    FakeTaggingJob job = new FakeTaggingJob(world);
    job.thread.start();
    return job;
  }

  /** The score of a label of a picture, with two digits. */
  static float score(String label, long offset) {
    int mixed = Math.floorMod((label.hashCode() + offset * 7919) * 31, 1000);
    return Math.round(100 * Math.pow(mixed / 1000.0, 2)) / 100f;
  }

  private void run() {
    KafkaAccess kafka = world.kafka();
    try (Consumer<byte[], byte[]> consumer = kafka.consumer(Map.of())) {
      List<TopicPartition> all = new ArrayList<>();
      for (Topic topic : List.of(Topic.PREVIEWS, Topic.LABEL_SETS)) {
        consumer
            .partitionsFor(kafka.name(topic))
            .forEach(info -> all.add(new TopicPartition(info.topic(), info.partition())));
      }
      consumer.assign(all);
      consumer.seekToBeginning(all);
      tell();
      while (!isClosed) {
        consumer.poll(Duration.ofMillis(100)).forEach(this::take);
      }
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().equals(world.kafka().name(Topic.LABEL_SETS))) {
      LabelSet set = decode(LabelSet.class, Topic.LABEL_SETS, record);
      sets.put(set.getId(), set);
      tell();
    } else {
      answer(decode(PreviewRequest.class, Topic.PREVIEWS, record));
    }
  }

  private <T extends SpecificRecord> T decode(
      Class<T> type, Topic topic, ConsumerRecord<byte[], byte[]> record) {
    return ((Decoding.Ok<T>) world.kafka().codec(type, topic).decode(record.value())).value();
  }

  private <T extends SpecificRecord> void send(Topic topic, Class<T> type, String key, T value) {
    world.send(world.kafka().name(topic), key, world.kafka().codec(type, topic).encode(value));
  }

  private void tell() {
    List<LabelSetRef> refs =
        sets.values().stream()
            .map(set -> new LabelSetRef(set.getId(), set.getRevision(), LabelSets.contentHash(set)))
            .toList();
    for (int subtask = 0; subtask < 2; subtask++) {
      StatusEvent event =
          StatusEvent.newBuilder()
              .setJobName(NAME)
              .setSubtask(subtask)
              .setParallelism(2)
              .setKind("tagging")
              .setActive(new GenerationStatus("round-7", "space", refs))
              .setNextWithinMillis(600_000L)
              .setUpdatedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
              .build();
      send(Topic.STATUS, StatusEvent.class, NAME + "/" + subtask, event);
    }
  }

  private void answer(PreviewRequest request) {
    PreviewAnswer answer =
        PreviewAnswer.newBuilder()
            .setRequestId(request.getRequestId())
            .setJobName(NAME)
            .setCheckpointId("round-7")
            .setLabelSetHash(LabelSets.contentHash(request.getLabelSet()))
            .setOutcomes(
                request.getSamples().stream()
                    .map(sample -> outcome(request.getLabelSet(), sample.getOrigin().getOffset()))
                    .toList())
            .setAnsweredAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
            .build();
    send(Topic.PREVIEW_ANSWERS, PreviewAnswer.class, request.getRequestId(), answer);
  }

  /** What it says of the picture at an offset. */
  static PreviewOutcome outcome(LabelSet set, long offset) {
    List<Tag> tags = set.getLabels().stream().map(label -> tag(label, offset)).toList();
    List<Action> applied = tags.stream().filter(Tag::getApplied).map(Tag::getAction).toList();
    List<Tag> best =
        tags.stream().sorted(Comparator.comparing(Tag::getScore).reversed()).limit(5).toList();
    return new PreviewOutcome(best, Decisions.of(applied), null);
  }

  private static Tag tag(Label label, long offset) {
    float score = score(label.getName(), offset);
    return new Tag(
        label.getName(), score / 2, score, label.getAction(), score >= label.getThreshold());
  }

  @Override
  public void close() throws InterruptedException {
    isClosed = true;
    thread.join();
  }
}
