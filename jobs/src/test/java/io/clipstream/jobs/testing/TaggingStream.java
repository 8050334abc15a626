package io.clipstream.jobs.testing;

import io.clipstream.jobs.kafka.TaggingTopics;
import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** The topics of one tagging job, as its producers and consumers see them. */
public final class TaggingStream {
  /** Prompt templates of a label set for which none are named. */
  public static final List<String> TEMPLATES = List.of("a photo of a {}.", "a {} in the wild");

  private static final AvroCodec<ImageEvent> IMAGES = AvroCodec.singleObject(ImageEvent.class);
  private static final AvroCodec<TagEvent> TAGS = AvroCodec.singleObject(TagEvent.class);
  private static final AvroCodec<LabelSet> LABEL_SETS = AvroCodec.singleObject(LabelSet.class);
  private static final AvroCodec<CheckpointEvent> CHECKPOINTS =
      AvroCodec.singleObject(CheckpointEvent.class);

  private static final AvroCodec<StatusEvent> STATUSES = AvroCodec.singleObject(StatusEvent.class);

  private final TestKafka kafka;
  private final TaggingTopics topics;

  public TaggingStream(TestKafka kafka, TaggingTopics topics) {
    this.kafka = kafka;
    this.topics = topics;
  }

  public String images() {
    return topics.images().get(0);
  }

  public String labelSets() {
    return topics.control().labelSets();
  }

  /** Settings of a job over these topics that opens models under {@code models}. */
  public TaggingJobSettings settings(String jobName, Path models, String... more) {
    List<String> arguments = new ArrayList<>(arguments(jobName, models));
    arguments.addAll(List.of(more));
    return TaggingJobSettings.parse(arguments);
  }

  /** The same as a command line. */
  public List<String> arguments(String jobName, Path models) {
    return List.of(
        "--job.name=" + jobName,
        "--kafka.bootstrap.servers=" + kafka.bootstrap(),
        "--topic.images=" + images(),
        "--topic.tags=" + topics.tags(),
        "--topic.label-sets=" + topics.control().labelSets(),
        "--topic.checkpoints=" + topics.control().checkpoints(),
        "--topic.status=" + topics.status(),
        "--topic.leases=" + TestTopics.leases(topics),
        "--topic.previews=" + topics.previews().requests(),
        "--topic.preview-answers=" + topics.previews().answers(),
        "--model.name=" + SmallModel.NAME,
        "--model.allowed-prefixes=" + models.toUri(),
        "--device=cpu",
        "--tags.top=10",
        "--checkpoint.interval=500 ms",
        "--start.timeout=4 min");
  }

  public void promote(SmallModel model) {
    kafka.send(
        topics.control().checkpoints(), SmallModel.NAME, CHECKPOINTS.encode(model.promotion()));
  }

  /** Promotes a checkpoint of a model with another name. */
  public void promote(SmallModel model, String name) {
    CheckpointEvent event = model.promotion();
    event.setModelName(name);
    kafka.send(topics.control().checkpoints(), name, CHECKPOINTS.encode(event));
  }

  /** Publishes a revision of the default label set. */
  public void publish(long revision, List<String> labels) {
    publish(revision, labels, TEMPLATES);
  }

  /** Publishes a revision of the default label set with these templates. */
  public void publish(long revision, List<String> labels, List<String> templates) {
    kafka.send(labelSet(revision, labels, templates));
  }

  /** Publishes a revision of any label set. */
  public void publish(String id, long revision, List<String> labels, List<String> templates) {
    kafka.send(labelSet(id, revision, labels, templates));
  }

  /** The record that publishes a revision of the default label set. */
  public ProducerRecord<byte[], byte[]> labelSet(
      long revision, List<String> labels, List<String> templates) {
    return labelSet("default", revision, labels, templates);
  }

  private ProducerRecord<byte[], byte[]> labelSet(
      String id, long revision, List<String> labels, List<String> templates) {
    LabelSet set =
        LabelSet.newBuilder()
            .setId(id)
            .setRevision(revision)
            .setTemplates(templates)
            .setLabels(labels.stream().map(TaggingStream::label).toList())
            .build();
    return new ProducerRecord<>(
        topics.control().labelSets(), id.getBytes(StandardCharsets.UTF_8), LABEL_SETS.encode(set));
  }

  /** A producer that goes on between records; for the caller to close. */
  public KafkaProducer<byte[], byte[]> producer() {
    return kafka.producer(Map.of());
  }

  private static Label label(String name) {
    return Label.newBuilder().setName(name).build();
  }

  /** An event that carries a picture. */
  public static byte[] event(String id, byte[] picture) {
    return IMAGES.encode(
        ImageEvent.newBuilder().setImageId(id).setImage(ByteBuffer.wrap(picture)).build());
  }

  /** An event that names a picture. */
  public static byte[] event(String id, URI uri) {
    return IMAGES.encode(ImageEvent.newBuilder().setImageId(id).setUri(uri.toString()).build());
  }

  /** An event that names a label set. */
  public static byte[] event(String id, byte[] picture, String labelSet) {
    return IMAGES.encode(
        ImageEvent.newBuilder()
            .setImageId(id)
            .setImage(ByteBuffer.wrap(picture))
            .setLabelSetId(labelSet)
            .build());
  }

  /** Writes records to the topic with images; returns when they are all in it. */
  public void send(List<Map.Entry<String, byte[]>> events) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer(Map.of("linger.ms", "5"))) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (Map.Entry<String, byte[]> event : events) {
        byte[] key = event.getKey().getBytes(StandardCharsets.UTF_8);
        sent.add(producer.send(new ProducerRecord<>(images(), key, event.getValue())));
      }
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    }
  }

  /** Committed results. */
  public List<TagEvent> results() {
    return kafka.committed(topics.tags()).stream().map(TaggingStream::tagEvent).toList();
  }

  /** Hands on the same one by one. */
  public void forEachResult(Consumer<TagEvent> taker) {
    kafka.forEachCommitted(topics.tags(), record -> taker.accept(tagEvent(record)));
  }

  /** Committed dead letters of the images. */
  public List<ConsumerRecord<byte[], byte[]>> deadLetters() {
    return kafka.committed(topics.deadLetters().get(0));
  }

  /** Committed dead letters of the label sets. */
  public List<ConsumerRecord<byte[], byte[]>> refusedLabelSets() {
    return kafka.committed(topics.deadLetters().get(1));
  }

  /** What the subtasks said of themselves last. */
  public List<StatusEvent> lastStatuses() {
    Map<Integer, StatusEvent> last = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : kafka.committed(topics.status())) {
      if (STATUSES.decode(record.value()) instanceof Decoding.Ok<StatusEvent> ok) {
        last.put(ok.value().getSubtask(), ok.value());
      }
    }
    return List.copyOf(last.values());
  }

  /** Results and dead letters. */
  public int outcomes() {
    AtomicInteger results = new AtomicInteger();
    kafka.forEachCommitted(topics.tags(), record -> results.incrementAndGet());
    return results.get() + deadLetters().size();
  }

  private static TagEvent tagEvent(ConsumerRecord<byte[], byte[]> record) {
    if (TAGS.decode(record.value()) instanceof Decoding.Ok<TagEvent> ok) {
      return ok.value();
    }
    throw new IllegalStateException("no tag event at offset " + record.offset());
  }

  /** Value of a header as text. */
  public static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
