package io.clipstream.jobs.cli;

import io.clipstream.jobs.LocalJob;
import io.clipstream.jobs.embedded.EmbeddedKafka;
import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.model.ModelException;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.LabelSet;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Kafka with its topics, a label set, a checkpoint and the tagging job, all in this JVM. */
final class DemoStack implements AutoCloseable {
  private static final int PORT = 9092;
  private static final int PARTITIONS = 2;
  private static final int MAX_MESSAGE = 10 << 20;

  private final EmbeddedKafka broker;
  private final KafkaOptions kafka;
  private KafkaClients clients;
  private String title;
  private LocalJob job;
  private Thread jobThread;
  private volatile Exception failure;

  private DemoStack(EmbeddedKafka broker) {
    this.broker = broker;
    this.kafka = KafkaOptions.at(broker.bootstrap());
  }

  /**
   * Starts everything; the job loads the model on its own while this returns.
   *
   * @param port null for the usual one, or any that is free
   * @throws ModelException if something cannot be used
   */
  static DemoStack start(
      Path directory, Integer port, Path labels, ModelOptions model, Consumer<String> say) {
    CheckpointEvent checkpoint = Announcement.of(model.directory(), Announcement.MODEL);
    say.accept("starting Kafka on " + directory.toAbsolutePath().normalize());
    DemoStack stack = new DemoStack(broker(directory.resolve("kafka"), port));
    try {
      stack.clients = stack.kafka.connect();
      stack.makeTopics(say);
      LabelSet set = new LabelPublisher(stack.clients, stack.kafka).apply(labels, "demo").set();
      stack.announce(checkpoint);
      stack.title = LabelPublisher.name(set) + ", checkpoint " + checkpoint.getCheckpointId();
      stack.runJob(set, model, say);
      return stack;
    } catch (RuntimeException | Error e) {
      stack.close();
      throw e;
    }
  }

  private static EmbeddedKafka broker(Path directory, Integer port) {
    if (port != null) {
      return EmbeddedKafka.start(directory, port);
    }
    return EmbeddedKafka.start(directory, EmbeddedKafka.isFree(PORT) ? PORT : 0);
  }

  private void makeTopics(Consumer<String> say) {
    TopicPlan plan = TopicPlan.of(kafka::name, PARTITIONS, null, MAX_MESSAGE);
    for (TopicMaker.Outcome outcome : new TopicMaker(clients).make(plan)) {
      outcome.differences().forEach(line -> say.accept(outcome.topic() + ": " + line));
    }
  }

  private void announce(CheckpointEvent checkpoint) {
    boolean known =
        CheckpointLog.read(clients, kafka)
            .inForce(checkpoint.getModelName())
            .filter(before -> before.getSha256().equals(checkpoint.getSha256()))
            .filter(before -> before.getUri().equals(checkpoint.getUri()))
            .isPresent();
    if (!known) {
      checkpoint.setReason("demo");
      Announcement.publish(clients, kafka, checkpoint);
    }
  }

  private void runJob(LabelSet set, ModelOptions model, Consumer<String> say) {
    TaggingJobSettings settings = TaggingJobSettings.parse(arguments(set, model));
    job = new LocalJob(settings, new PrintWriter(new StringWriter()));
    jobThread =
        new Thread(
            () -> {
              try {
                job.run();
              } catch (Exception e) { // whatever a job fails with
                failure = e;
              }
            },
            "clipstream-demo-job");
    jobThread.start();
    say.accept("loading " + title);
  }

  /** At least once: results are visible at once instead of at the next checkpoint. */
  private List<String> arguments(LabelSet set, ModelOptions model) {
    return List.of(
        "--job.name=demo",
        "--kafka.bootstrap.servers=" + address(),
        "--model.name=" + Announcement.MODEL,
        "--model.allowed-prefixes=file:///",
        "--labels.default=" + set.getId(),
        "--device=" + model.device(),
        "--precision=" + model.precision(),
        "--delivery.guarantee=at-least-once",
        "--checkpoint.interval=2s");
  }

  /** Where producers connect. */
  String address() {
    return broker.bootstrap();
  }

  KafkaClients clients() {
    return clients;
  }

  KafkaOptions kafka() {
    return kafka;
  }

  /** What tags with what. */
  String title() {
    return title;
  }

  /**
   * @throws Exception what the job failed with, if it did
   */
  void checkJob() throws Exception {
    if (failure != null) {
      throw failure;
    }
    if (!jobThread.isAlive()) {
      throw new ModelException("the tagging job has ended");
    }
  }

  /** Stops the job, by which what was read is written, then Kafka. */
  @Override
  public void close() {
    if (jobThread != null && jobThread.isAlive()) {
      job.stop();
      joinJob();
    }
    if (clients != null) {
      clients.close();
    }
    broker.close();
  }

  private void joinJob() {
    try {
      jobThread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
