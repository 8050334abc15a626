package io.clipstream.distribution;

import io.clipstream.jobs.kafka.TopicLeaders;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topics of one tagging job, with names that begin alike, and who writes and reads them. */
final class PictureStream implements AutoCloseable {
  private static final int MAX_BYTES = 1_048_588;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final String bootstrap;
  private final String bootstrapOfJobs;
  private final String prefix;
  private final KafkaProducer<byte[], byte[]> producer;
  private int sent;

  PictureStream(String bootstrap, String prefix) {
    this(bootstrap, bootstrap, prefix, 2);
  }

  /**
   * @param bootstrapOfJobs where the jobs find Kafka
   */
  PictureStream(String bootstrap, String bootstrapOfJobs, String prefix, int partitions) {
    this.bootstrap = bootstrap;
    this.bootstrapOfJobs = bootstrapOfJobs;
    this.prefix = prefix;
    createTopics(partitions);
    Properties patient = client();
    patient.put("delivery.timeout.ms", "600000"); // some tests kill the broker
    // A new partition may refuse a first batch and take the second; the first never fits then.
    patient.put("max.in.flight.requests.per.connection", "1");
    this.producer =
        new KafkaProducer<>(patient, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** What a tagging job on these topics is told. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    Map.of(
            "images", Topic.IMAGES,
            "tags", Topic.TAGS,
            "label-sets", Topic.LABEL_SETS,
            "checkpoints", Topic.CHECKPOINTS,
            "status", Topic.STATUS,
            "leases", Topic.LEASES)
        .forEach((option, topic) -> arguments.addAll(List.of("--topic." + option, name(topic))));
    arguments.addAll(List.of("--job.name", prefix, "--kafka.bootstrap.servers", bootstrapOfJobs));
    return arguments;
  }

  /**
   * The same for a job that serves with a small model in small batches, and commits each second.
   *
   * @param models where its checkpoints lie
   */
  List<String> arguments(String model, Path models) {
    return arguments(model, models.toString());
  }

  /** The same with checkpoints wherever Flink can read them. */
  List<String> arguments(String model, String models) {
    List<String> arguments = new ArrayList<>(arguments());
    arguments.addAll(List.of("--model.name", model));
    arguments.addAll(List.of("--model.allowed-prefixes", models));
    arguments.addAll(List.of("--checkpoint.interval", "1 s", "--device", "cpu"));
    arguments.addAll(List.of("--batch.size", "8", "--decode.threads", "1"));
    return arguments;
  }

  /** What a training job on these topics is told. */
  List<String> trainingArguments() {
    List<String> arguments = new ArrayList<>();
    Map.of(
            "captions", Topic.CAPTIONS,
            "rounds", Topic.ROUNDS,
            "label-sets", Topic.LABEL_SETS,
            "checkpoints", Topic.CHECKPOINTS,
            "status", Topic.STATUS,
            "leases", Topic.LEASES)
        .forEach((option, topic) -> arguments.addAll(List.of("--topic." + option, name(topic))));
    arguments.addAll(List.of("--job.name", prefix, "--kafka.bootstrap.servers", bootstrapOfJobs));
    return arguments;
  }

  String name(Topic topic) {
    return prefix + "." + topic.defaultName();
  }

  private void createTopics(int partitions) {
    List<NewTopic> topics = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      boolean isLog = topic.isOneOrder();
      topics.add(
          new NewTopic(name(topic), isLog ? 1 : partitions, (short) 1)
              .configs(topic.kafkaSettings()));
      topics.add(
          new NewTopic(Topic.deadLetter(name(topic)), 1, (short) 1)
              .configs(Map.of("max.message.bytes", String.valueOf(MAX_BYTES + (64 << 10)))));
    }
    try (Admin admin = Admin.create(client())) {
      admin.createTopics(topics).all().get();
      TopicLeaders.await(admin, topics.stream().map(NewTopic::name).toList());
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Publishes a record of a control log. */
  <T extends SpecificRecord> void publish(Topic topic, String key, Class<T> type, T record) {
    written(
        List.of(producer.send(record(topic, key, AvroCodec.singleObject(type).encode(record)))));
  }

  /** Sends that many more pictures, all different. */
  void send(int pictures) {
    AvroCodec<ImageEvent> codec = AvroCodec.singleObject(ImageEvent.class);
    List<Future<RecordMetadata>> pending = new ArrayList<>();
    for (int i = 0; i < pictures; i++) {
      String id = "picture-" + sent++;
      ImageEvent event =
          ImageEvent.newBuilder().setImageId(id).setImage(ByteBuffer.wrap(picture(sent))).build();
      pending.add(producer.send(record(Topic.IMAGES, id, codec.encode(event))));
    }
    written(pending);
  }

  /** Sends one picture; it is in the topic when the result is complete. */
  Future<RecordMetadata> send(String id, byte[] picture) {
    return send(ImageEvent.newBuilder().setImageId(id).setImage(ByteBuffer.wrap(picture)).build());
  }

  /** One that names its picture. */
  Future<RecordMetadata> send(String id, URI uri) {
    return send(ImageEvent.newBuilder().setImageId(id).setUri(uri.toString()).build());
  }

  private Future<RecordMetadata> send(ImageEvent event) {
    byte[] value = AvroCodec.singleObject(ImageEvent.class).encode(event);
    return producer.send(record(Topic.IMAGES, event.getImageId(), value));
  }

  /** Reads a topic from its beginning on. */
  <T extends SpecificRecord> TopicTail<T> tail(Topic topic, Class<T> type) {
    return tail(name(topic), type);
  }

  /** The same for a topic's name. */
  <T extends SpecificRecord> TopicTail<T> tail(String topic, Class<T> type) {
    return new TopicTail<>(client(), topic, AvroCodec.singleObject(type));
  }

  private static void written(List<Future<RecordMetadata>> pending) {
    try {
      for (Future<RecordMetadata> each : pending) {
        each.get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private ProducerRecord<byte[], byte[]> record(Topic topic, String key, byte[] value) {
    return new ProducerRecord<>(name(topic), key.getBytes(StandardCharsets.UTF_8), value);
  }

  int sent() {
    return sent;
  }

  /** The committed results as they stand, in no order. */
  List<TagEvent> results() {
    AvroCodec<TagEvent> codec = AvroCodec.singleObject(TagEvent.class);
    List<TagEvent> results = new ArrayList<>();
    for (byte[] value : committed(name(Topic.TAGS))) {
      if (codec.decode(value) instanceof Decoding.Ok<TagEvent> ok) {
        results.add(ok.value());
      } else {
        throw new AssertionError("a result that cannot be decoded");
      }
    }
    return results;
  }

  int deadLetters() {
    return committed(Topic.deadLetter(name(Topic.IMAGES))).size();
  }

  /** How many pictures the job's consumer group has behind it. */
  long committedOffsets() {
    try (Admin admin = Admin.create(client())) {
      return admin
          .listConsumerGroupOffsets(prefix)
          .partitionsToOffsetAndMetadata()
          .get()
          .entrySet()
          .stream()
          .filter(entry -> entry.getKey().topic().equals(name(Topic.IMAGES)))
          .mapToLong(entry -> entry.getValue().offset())
          .sum();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  void awaitResults(int count, SessionCluster cluster) {
    Eventually.holds(
        count + " results",
        () -> results().size() >= count,
        () -> results().size() + " results\n" + cluster.logs());
  }

  /** The committed values of a topic. */
  List<byte[]> committed(String topic) {
    Properties settings = client();
    settings.put("isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<byte[]> values = new ArrayList<>();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
      }
      return values;
    }
  }

  private Properties client() {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrap);
    return properties;
  }

  /** A small PNG: a square of one colour on a ground of noise. */
  static byte[] picture(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BufferedImage image = new BufferedImage(40, 36, BufferedImage.TYPE_INT_RGB);
    int colour = random.nextInt(1 << 24);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        boolean inside = x > 10 && x < 30 && y > 8 && y < 28;
        image.setRGB(x, y, inside ? colour : random.nextInt(1 << 24));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** What a broker that is gone has not taken by then is given up. */
  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
  }
}
