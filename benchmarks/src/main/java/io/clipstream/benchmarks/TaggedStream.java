package io.clipstream.benchmarks;

import io.clipstream.control.DeadLetterHeaders;
import io.clipstream.embedded.EmbeddedKafka;
import io.clipstream.jobs.kafka.TopicLeaders;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.ReviewDecision;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker with what jobs would have written, for the dashboard to read. */
final class TaggedStream implements AutoCloseable {
  private static final Kind<LabelSet> LABEL_SETS = new Kind<>(Topic.LABEL_SETS, LabelSet.class);
  private static final Kind<CheckpointEvent> CHECKPOINTS =
      new Kind<>(Topic.CHECKPOINTS, CheckpointEvent.class);
  private static final Kind<ImageEvent> IMAGES = new Kind<>(Topic.IMAGES, ImageEvent.class);
  private static final Kind<TagEvent> TAGS = new Kind<>(Topic.TAGS, TagEvent.class);
  private static final Kind<ReviewDecision> REVIEWS =
      new Kind<>(Topic.REVIEWS, ReviewDecision.class);
  private static final Kind<StatusEvent> STATUS = new Kind<>(Topic.STATUS, StatusEvent.class);

  private final EmbeddedKafka broker;
  private final KafkaProducer<byte[], byte[]> producer;

  /**
   * @param directory of the broker; what it holds from earlier runs stays
   */
  TaggedStream(Path directory) throws Exception {
    broker = EmbeddedKafka.start(directory, 0);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      Set<String> there = admin.listTopics().names().get();
      List<NewTopic> topics = new ArrayList<>();
      for (Topic topic : Topic.values()) {
        topics.add(new NewTopic(topic.defaultName(), 1, (short) 1).configs(topic.kafkaSettings()));
        topics.add(new NewTopic(Topic.deadLetter(topic.defaultName()), 1, (short) 1));
      }
      topics.removeIf(topic -> there.contains(topic.name()));
      admin.createTopics(topics).all().get();
      TopicLeaders.await(admin, topics.stream().map(NewTopic::name).toList());
    }
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap(), "linger.ms", "5"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  String bootstrap() {
    return broker.bootstrap();
  }

  /** Label sets, and checkpoints that came of each other by rounds. */
  void control(Instant since) {
    for (LabelSet set : TaggedPictures.SETS) {
      producer.send(LABEL_SETS.record(set.getId(), set));
    }
    for (int i = 0; i < TaggedPictures.CHECKPOINTS; i++) {
      producer.send(CHECKPOINTS.record("made-up", checkpoint(i, since.plusSeconds(i))));
    }
    producer.flush();
  }

  private static CheckpointEvent checkpoint(int number, Instant at) {
    String parent = number == 0 ? null : TaggedPictures.checkpoint(number - 1);
    return CheckpointEvent.newBuilder()
        .setModelName("made-up")
        .setCheckpointId(TaggedPictures.checkpoint(number))
        .setParentId(parent)
        .setReplaces(parent)
        .setUri("file:///nowhere/" + number)
        .setSha256("0".repeat(64))
        .setEmbeddingSpaceId("made-up")
        .setEmbeddingDimension(512)
        .setStatus(CheckpointStatus.PROMOTED)
        .setMetrics(Map.of("recall", 0.5 + 0.05 * number))
        .setParentMetrics(Map.of("recall", 0.45 + 0.05 * number))
        .setAnnouncedAt(at)
        .build();
  }

  void image(long number, byte[] picture) {
    ImageEvent event =
        ImageEvent.newBuilder()
            .setImageId(TaggedPictures.id(number))
            .setImage(ByteBuffer.wrap(picture))
            .build();
    producer.send(IMAGES.record(event.getImageId(), event));
  }

  void tag(TagEvent event) {
    producer.send(TAGS.record(event.getImageId(), event));
  }

  void review(ReviewDecision review) {
    producer.send(REVIEWS.record(review.getImageId(), review));
  }

  void status(int subtask, Instant at) {
    StatusEvent event =
        StatusEvent.newBuilder()
            .setJobName("tagging")
            .setKind("tagging")
            .setSubtask(subtask)
            .setParallelism(subtask + 1)
            .setModelName("made-up")
            .setNextWithinMillis(10_000L)
            .setUpdatedAt(at)
            .build();
    producer.send(STATUS.record(event.getJobName() + "/" + subtask, event));
  }

  /** A picture that a job refused, for one of a few reasons. */
  void deadLetter(long number) {
    List<String> reasons = List.of("UNREADABLE", "UNREADABLE", "TOO_LARGE", "FETCH_REFUSED");
    String topic = Topic.IMAGES.defaultName();
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(
            Topic.deadLetter(topic), bytes("refused-" + number), new byte[] {0, 1, 2});
    letter.headers().add(DeadLetterHeaders.TOPIC, bytes(topic));
    letter.headers().add(DeadLetterHeaders.PARTITION, bytes("0"));
    letter.headers().add(DeadLetterHeaders.OFFSET, bytes("" + number));
    letter.headers().add(DeadLetterHeaders.REASON, bytes(reasons.get((int) (number % 4))));
    letter.headers().add(DeadLetterHeaders.MESSAGE, bytes("the picture cannot be decoded"));
    producer.send(letter);
  }

  /** Making a codec costs more than many records. */
  private static final class Kind<T extends SpecificRecord> {
    private final Topic topic;
    private final AvroCodec<T> codec;

    Kind(Topic topic, Class<T> type) {
      this.topic = topic;
      this.codec = AvroCodec.singleObject(type);
    }

    ProducerRecord<byte[], byte[]> record(String key, T value) {
      return new ProducerRecord<>(topic.defaultName(), bytes(key), codec.encode(value));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
    broker.close();
  }
}
