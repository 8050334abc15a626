package io.clipstream.dashboard;

import io.clipstream.control.DeadLetterHeaders;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.embedded.EmbeddedKafka;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.GenerationStatus;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.Scoring;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.Tag;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Timings;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** Topics of a test in a real broker, and what jobs and producers would write into them. */
public final class World implements AutoCloseable {
  private static EmbeddedKafka broker;

  private final KafkaAccess kafka;
  private final Producer<byte[], byte[]> producer;

  private World(KafkaAccess kafka) {
    this.kafka = kafka;
    this.producer = kafka.producer();
  }

  /** One broker for all tests of a JVM; it ends with it. */
  private static synchronized EmbeddedKafka broker() {
    if (broker == null) {
      try {
        broker = EmbeddedKafka.start(Files.createTempDirectory("dashboard-kafka"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
    }
    return broker;
  }

  /** A world with all topics, each with a name of its own. */
  public static World create() {
    World world = withoutTopics();
    world.makeTopics();
    return world;
  }

  /** A world whose topics are not there yet. */
  public static World withoutTopics() {
    String suffix = "." + UUID.randomUUID();
    Map<Topic, String> names = new EnumMap<>(Topic.class);
    for (Topic topic : Topic.values()) {
      names.put(topic, topic.defaultName() + suffix);
    }
    KafkaAccess plain = KafkaAccess.at(broker().bootstrap());
    return new World(new KafkaAccess(plain.clients(), names, plain.format()));
  }

  /** Makes all topics with their dead-letter topics. */
  public void makeTopics() {
    List<NewTopic> topics = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      topics.add(plan(topic));
      topics.add(new NewTopic(Topic.deadLetter(kafka.name(topic)), 1, (short) 1));
    }
    await(admin -> admin.createTopics(topics).all().get());
  }

  private NewTopic plan(Topic topic) {
    int partitions = topic.keeping() == Topic.Keeping.STREAM ? 2 : 1;
    return new NewTopic(kafka.name(topic), partitions, (short) 1).configs(topic.kafkaSettings());
  }

  /** Makes a topic. */
  public void make(Topic topic) {
    await(admin -> admin.createTopics(List.of(plan(topic))).all().get());
  }

  /** Deletes a topic. */
  public void delete(Topic topic) {
    await(admin -> admin.deleteTopics(List.of(kafka.name(topic))).all().get());
  }

  private interface AdminCall {
    void run(Admin admin) throws InterruptedException, ExecutionException;
  }

  private void await(AdminCall call) {
    try (Admin admin = kafka.admin()) {
      call.run(admin);
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  public KafkaAccess kafka() {
    return kafka;
  }

  /** Sends a value as it is. */
  public RecordMetadata send(String topic, String key, byte[] value) {
    return send(new ProducerRecord<>(topic, bytes(key), value));
  }

  /** Sends a record. */
  public RecordMetadata send(ProducerRecord<byte[], byte[]> record) {
    try {
      return producer.send(record).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private <T extends SpecificRecord> RecordMetadata send(
      Topic topic, Class<T> type, String key, T value) {
    AvroCodec<T> codec = kafka.codec(type, topic);
    return send(kafka.name(topic), key, codec.encode(value));
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  /** A picture in the images topic. */
  public Origin picture(String id, byte[] picture) {
    ImageEvent event = new ImageEvent();
    event.setImageId(id);
    event.setImage(ByteBuffer.wrap(picture));
    event.setAttributes(Map.of());
    return origin(send(Topic.IMAGES, ImageEvent.class, id, event));
  }

  /** A picture that is named by a URI. */
  public Origin pictureByUri(String id, String uri) {
    ImageEvent event = new ImageEvent();
    event.setImageId(id);
    event.setUri(uri);
    event.setAttributes(Map.of());
    return origin(send(Topic.IMAGES, ImageEvent.class, id, event));
  }

  private static Origin origin(RecordMetadata place) {
    return new Origin(place.topic(), place.partition(), place.offset(), null);
  }

  /** What a tagging job would say of a picture; tests change what they are about. */
  public static TagEvent tagEvent(String id, Origin origin, Decision decision, Tag... tags) {
    TagEvent event = new TagEvent();
    event.setImageId(id);
    event.setSource("shop");
    event.setAttributes(Map.of());
    event.setOrigin(origin);
    event.setWidth(64);
    event.setHeight(48);
    event.setTags(List.of(tags));
    event.setDecision(decision);
    event.setModelName("shop");
    event.setCheckpointId("round-7");
    event.setEmbeddingSpaceId("space");
    event.setLabelSetId("default");
    event.setLabelSetRevision(12);
    event.setLabelSetHash("0".repeat(64));
    event.setTaggedAt(Instant.ofEpochMilli(System.currentTimeMillis()));
    event.setTimings(new Timings(0L, 1_000L, 2_000L, 3_000L, 100L, 212_000L, 4));
    return event;
  }

  public static Tag tag(String label, double score, Action action, boolean applied) {
    return new Tag(label, (float) score / 2, (float) score, action, applied);
  }

  /** Publishes a result. */
  public RecordMetadata publish(TagEvent event) {
    return send(Topic.TAGS, TagEvent.class, event.getImageId(), event);
  }

  /** Publishes a label set. */
  public void publishLabels(String id, long revision, String... names) {
    LabelSet set = new LabelSet();
    set.setId(id);
    set.setRevision(revision);
    set.setLabels(
        java.util.Arrays.stream(names)
            .map(name -> new Label(name, List.of(), 0.5f, Action.TAG, null))
            .toList());
    set.setTemplates(List.of());
    set.setScoring(Scoring.SOFTMAX);
    set.setBackgroundPrompts(List.of());
    send(Topic.LABEL_SETS, LabelSet.class, id, set);
  }

  /** What a tagging job says of itself. */
  public void publishStatus(String job, int subtask, int parallelism) {
    StatusEvent event = new StatusEvent();
    event.setJobName(job);
    event.setSubtask(subtask);
    event.setParallelism(parallelism);
    event.setKind("tagging");
    event.setActive(new GenerationStatus("round-7", "space", List.of()));
    event.setFailures(List.of());
    event.setUpdatedAt(Instant.ofEpochMilli(System.currentTimeMillis()));
    send(Topic.STATUS, StatusEvent.class, job + "/" + subtask, event);
  }

  /** What a job says of itself, the test having changed what it is about. */
  public void publish(StatusEvent event) {
    send(Topic.STATUS, StatusEvent.class, event.getJobName() + "/" + event.getSubtask(), event);
  }

  /** Announces a checkpoint. */
  public void announce(CheckpointEvent event) {
    send(Topic.CHECKPOINTS, CheckpointEvent.class, event.getModelName(), event);
  }

  /** What somebody would announce of a checkpoint; tests change what they are about. */
  public static CheckpointEvent checkpoint(String id, String parent, CheckpointStatus status) {
    return CheckpointEvent.newBuilder()
        .setModelName("shop")
        .setCheckpointId(id)
        .setParentId(parent)
        .setUri("file:///models/" + id)
        .setSha256("0123456789abcdef".repeat(4))
        .setEmbeddingSpaceId(id)
        .setEmbeddingDimension(512)
        .setStatus(status)
        .setAnnouncedAt(Instant.ofEpochMilli(System.currentTimeMillis()))
        .build();
  }

  /** All values of a topic that are there now, in the order of their partitions. */
  public List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    try (Consumer<byte[], byte[]> consumer = kafka.consumer(Map.of())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(part -> new TopicPartition(topic, part.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }

  /** A dead letter of the images topic. */
  public RecordMetadata refuse(String key, byte[] value, String reason, String message) {
    String images = kafka.name(Topic.IMAGES);
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(Topic.deadLetter(images), bytes(key), value);
    letter.headers().add("trace", bytes("t-" + key));
    letter.headers().add(DeadLetterHeaders.TOPIC, bytes(images));
    letter.headers().add(DeadLetterHeaders.PARTITION, bytes("0"));
    letter.headers().add(DeadLetterHeaders.OFFSET, bytes("5"));
    letter.headers().add(DeadLetterHeaders.STAGE, bytes("decode-image"));
    letter.headers().add(DeadLetterHeaders.REASON, bytes(reason));
    letter.headers().add(DeadLetterHeaders.MESSAGE, bytes(message));
    return send(letter);
  }

  /** An image event as it lies in Kafka. */
  public byte[] imageEvent(String id, byte[] picture) {
    ImageEvent event = new ImageEvent();
    event.setImageId(id);
    event.setImage(ByteBuffer.wrap(picture));
    event.setAttributes(Map.of());
    return kafka.codec(ImageEvent.class, Topic.IMAGES).encode(event);
  }

  @Override
  public void close() {
    producer.close();
  }
}
