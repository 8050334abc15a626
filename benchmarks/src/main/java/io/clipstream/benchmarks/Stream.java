package io.clipstream.benchmarks;

import io.clipstream.embedded.EmbeddedKafka;
import io.clipstream.jobs.TaggingJob;
import io.clipstream.jobs.kafka.TopicLeaders;
import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker with images, and tagging jobs over them: one partition, parallelism 1. */
final class Stream implements AutoCloseable {
  private final EmbeddedKafka broker;
  private final KafkaProducer<byte[], byte[]> producer;
  private int runs;

  Stream(Path directory) throws Exception {
    broker = EmbeddedKafka.start(directory, 0);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      List<NewTopic> topics = new ArrayList<>();
      for (Topic topic : Topic.values()) {
        Map<String, String> settings = new HashMap<>(topic.kafkaSettings());
        settings.put("message.timestamp.type", "LogAppendTime"); // the moment of emission
        topics.add(topic(topic.defaultName(), settings));
        topics.add(
            topic(
                Topic.deadLetter(topic.defaultName()),
                Map.of("max.message.bytes", Integer.toString(2 << 20))));
      }
      topics.add(topic("copies", Map.of()));
      admin.createTopics(topics).all().get();
      TopicLeaders.await(admin, topics.stream().map(NewTopic::name).toList());
    }
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  private static NewTopic topic(String name, Map<String, String> settings) {
    return new NewTopic(name, 1, (short) 1).configs(settings);
  }

  String bootstrap() {
    return broker.bootstrap();
  }

  /** Publishes the control records that a job needs: a checkpoint and four labels. */
  void prepare(RandomCheckpoint checkpoint) {
    announce(checkpoint);
    List<Label> labels =
        List.of("cat", "dog", "car", "tree").stream()
            .map(name -> Label.newBuilder().setName(name).build())
            .toList();
    LabelSet set = LabelSet.newBuilder().setId("default").setRevision(1).setLabels(labels).build();
    send(Topic.LABEL_SETS, "default", AvroCodec.singleObject(LabelSet.class).encode(set));
    producer.flush();
  }

  /** Promotes a checkpoint. */
  void announce(RandomCheckpoint checkpoint) {
    send(
        Topic.CHECKPOINTS,
        RandomCheckpoint.MODEL,
        AvroCodec.singleObject(CheckpointEvent.class).encode(checkpoint.promotion()));
    producer.flush();
  }

  /** Publishes so many images, going round the pictures; no two are the same byte for byte. */
  void images(List<byte[]> pictures, int count) {
    for (int i = 0; i < count; i++) {
      image(Integer.toString(i), SyntheticPictures.distinct(pictures.get(i % pictures.size()), i));
    }
    producer.flush();
  }

  void image(String id, byte[] picture) {
    ImageEvent event =
        ImageEvent.newBuilder().setImageId(id).setImage(ByteBuffer.wrap(picture)).build();
    send(Topic.IMAGES, id, AvroCodec.singleObject(ImageEvent.class).encode(event));
  }

  private void send(Topic topic, String key, byte[] value) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    producer.send(new ProducerRecord<>(topic.defaultName(), bytes, value));
  }

  /** A tagging job that runs. */
  record Running(StreamExecutionEnvironment environment, JobClient client)
      implements AutoCloseable {
    void await() throws Exception {
      client.getJobExecutionResult().get();
    }

    @Override
    public void close() throws Exception {
      environment.close();
    }
  }

  /** Starts a tagging job on all images. */
  Running start(RandomCheckpoint checkpoint, int batch, String... options) throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.add("--job.name=benchmark-" + runs++);
    arguments.add("--kafka.bootstrap.servers=" + bootstrap());
    arguments.add("--model.name=" + RandomCheckpoint.MODEL);
    arguments.add("--model.allowed-prefixes=" + checkpoint.directory().getParent().toUri());
    arguments.add("--device=cpu");
    arguments.add("--batch.size=" + batch);
    arguments.addAll(List.of(options));
    TaggingJobSettings settings = TaggingJobSettings.parse(arguments);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(1, settings.job().flink());
    return new Running(environment, TaggingJob.start(environment, settings));
  }

  /** Tags all images that are there once, exactly once. */
  List<Result> tag(RandomCheckpoint checkpoint, int batch, List<String> options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--start.from=earliest", "--until=latest"));
    options.forEach(option -> arguments.add("--" + option));
    try (Results results = new Results(bootstrap())) {
      try (Running job = start(checkpoint, batch, arguments.toArray(new String[0]))) {
        job.await();
      }
      return results.all();
    }
  }

  @Override
  public void close() {
    producer.close();
    broker.close();
  }
}
