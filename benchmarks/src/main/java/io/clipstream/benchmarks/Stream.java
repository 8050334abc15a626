package io.clipstream.benchmarks;

import io.clipstream.jobs.TaggingJob;
import io.clipstream.jobs.embedded.EmbeddedKafka;
import io.clipstream.jobs.kafka.TopicLeaders;
import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker with images, and the tagging job over all of them. */
final class Stream implements AutoCloseable {
  private static final AvroCodec<TagEvent> TAGS = AvroCodec.singleObject(TagEvent.class);

  private final EmbeddedKafka broker;
  private int runs;

  Stream(Path directory) throws Exception {
    broker = EmbeddedKafka.start(directory, 0);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      List<NewTopic> topics = new ArrayList<>();
      for (Topic topic : Topic.values()) {
        topics.add(topic(topic.defaultName(), topic.kafkaSettings()));
        topics.add(
            topic(
                Topic.deadLetter(topic.defaultName()),
                Map.of("max.message.bytes", Integer.toString(2 << 20))));
      }
      topics.add(topic("copies", Map.of()));
      admin.createTopics(topics).all().get();
      TopicLeaders.await(admin, topics.stream().map(NewTopic::name).toList());
    }
  }

  private static NewTopic topic(String name, Map<String, String> settings) {
    return new NewTopic(name, 1, (short) 1).configs(settings);
  }

  String bootstrap() {
    return broker.bootstrap();
  }

  /** Publishes the control records that the job needs, and the images. */
  void fill(RandomCheckpoint checkpoint, List<byte[]> pictures, int count) {
    LabelSet set =
        LabelSet.newBuilder()
            .setId("default")
            .setRevision(1)
            .setLabels(
                List.of("cat", "dog", "car", "tree").stream()
                    .map(name -> Label.newBuilder().setName(name).build())
                    .toList())
            .build();
    AvroCodec<ImageEvent> images = AvroCodec.singleObject(ImageEvent.class);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap(), "linger.ms", "5"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      send(
          producer,
          Topic.CHECKPOINTS,
          RandomCheckpoint.MODEL,
          AvroCodec.singleObject(io.clipstream.schemas.CheckpointEvent.class)
              .encode(checkpoint.promotion()));
      send(
          producer,
          Topic.LABEL_SETS,
          "default",
          AvroCodec.singleObject(LabelSet.class).encode(set));
      for (int i = 0; i < count; i++) {
        String id = Integer.toString(i);
        ByteBuffer picture = ByteBuffer.wrap(pictures.get(i % pictures.size()));
        send(
            producer,
            Topic.IMAGES,
            id,
            images.encode(ImageEvent.newBuilder().setImageId(id).setImage(picture).build()));
      }
    }
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, Topic topic, String key, byte[] value) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    producer.send(new ProducerRecord<>(topic.defaultName(), bytes, value));
  }

  /**
   * Tags all images once.
   *
   * @return images a second, from the first tenth to the end, so that starting does not count
   */
  double tag(RandomCheckpoint checkpoint, int batch) throws Exception {
    long before = end(Topic.TAGS.defaultName());
    TaggingJobSettings settings =
        TaggingJobSettings.parse(
            List.of(
                "--job.name=benchmark-" + runs++,
                "--kafka.bootstrap.servers=" + bootstrap(),
                "--model.name=" + RandomCheckpoint.MODEL,
                "--model.allowed-prefixes=" + checkpoint.directory().getParent().toUri(),
                "--device=cpu",
                "--batch.size=" + batch,
                "--start.from=earliest",
                "--until=latest"));
    try (StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(1, settings.flink())) {
      TaggingJob.start(environment, settings).getJobExecutionResult().get();
    }
    return rate(tagged(before));
  }

  /** From moments in milliseconds to moments a second, the first tenth left out. */
  static double rate(long[] moments) {
    Arrays.sort(moments);
    int from = moments.length / 10;
    return 1000.0
        * (moments.length - 1 - from)
        / Math.max(1, moments[moments.length - 1] - moments[from]);
  }

  private long end(String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      TopicPartition partition = new TopicPartition(topic, 0);
      return consumer.endOffsets(List.of(partition)).get(partition);
    }
  }

  private long[] tagged(long from) {
    List<Long> moments = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      TopicPartition partition = new TopicPartition(Topic.TAGS.defaultName(), 0);
      consumer.assign(List.of(partition));
      consumer.seek(partition, from);
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          if (TAGS.decode(record.value()) instanceof Decoding.Ok<TagEvent> ok) {
            moments.add(ok.value().getTaggedAt().toEpochMilli());
          }
        }
      }
    }
    return moments.stream().mapToLong(Long::longValue).toArray();
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrap());
    properties.put("isolation.level", "read_committed");
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public void close() {
    broker.close();
  }
}
