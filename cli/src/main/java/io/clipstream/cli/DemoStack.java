package io.clipstream.cli;

import io.clipstream.control.places.StoragePlace;
import io.clipstream.embedded.EmbeddedKafka;
import io.clipstream.embedded.OwnerOnly;
import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.ClipstreamException;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Kafka with its topics, a label set, a checkpoint and both jobs, all in this JVM. */
final class DemoStack implements AutoCloseable {
  /** Who the demo is to others. */
  private static final String NAME = "demo";

  private static final int PORT = 9092;
  private static final int PARTITIONS = 2;
  private static final int MAX_MESSAGE = 10 << 20;

  private final EmbeddedKafka broker;
  private final KafkaConnection kafka;
  private KafkaClients clients;
  private String title;
  private DemoJob tagging;
  private DemoJob training;

  private DemoStack(EmbeddedKafka broker) {
    this.broker = broker;
    this.kafka = KafkaConnection.at(broker.bootstrap());
  }

  /**
   * Starts everything; the jobs load the model on their own while this returns.
   *
   * @param directory of Kafka's data, the pair store and the checkpoints of training rounds
   * @param port null for the usual one, or any that is free
   * @param amount of pairs that rounds are to learn from, see {@link DemoTraining}
   * @throws ResourceException if something cannot be used
   */
  static DemoStack start(
      Path directory,
      Integer port,
      Path labels,
      ModelOptions model,
      List<String> amount,
      Consumer<String> say) {
    CheckpointEvent asked = Announcement.of(model.directory(), Announcement.MODEL);
    LabelSetFile.Read wanted = LabelSetFile.read(labels);
    wanted.valid();
    say.accept("starting Kafka on " + directory.toAbsolutePath().normalize());
    closeToOthers(directory);
    DemoStack stack = new DemoStack(broker(directory.resolve("kafka"), port));
    try {
      stack.clients = stack.kafka.connect();
      stack.makeTopics(say);
      LabelSet set = stack.publish(wanted, say);
      CheckpointEvent checkpoint = stack.announce(asked, model, say);
      stack.title = LabelPublisher.name(set) + ", checkpoint " + checkpoint.getCheckpointId();
      say.accept("loading " + stack.title);
      stack.tagging =
          DemoJob.tagging(TaggingJobSettings.parse(stack.arguments(set, model, directory)), say);
      stack.training =
          DemoJob.training(DemoTraining.settings(stack.address(), model, directory, amount), say);
      return stack;
    } catch (RuntimeException | Error e) {
      stack.close();
      throw e;
    }
  }

  /** What the demo keeps is its user's alone; of a folder that is there, only what lies in it. */
  private static void closeToOthers(Path directory) {
    try {
      for (String part : List.of("kafka", "pairs", "models", "state", "dashboard")) {
        OwnerOnly.directory(directory.resolve(part));
      }
    } catch (IOException e) {
      throw new ResourceException(
          directory + ": cannot hold the demo's data: " + e + "; choose another with --dir", e);
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

  /** Puts the labels into force, unless a user has applied others. */
  private LabelSet publish(LabelSetFile.Read wanted, Consumer<String> say) {
    LabelSet set = new LabelPublisher(clients, kafka).applyUnlessTaken(wanted, NAME).set();
    if (!NAME.equals(set.getUpdatedBy())) {
      say.accept(
          "going on with "
              + LabelPublisher.name(set)
              + ", which was applied here; 'labels apply "
              + wanted.file()
              + "' takes it back");
    }
    return set;
  }

  /** Puts the checkpoint into service, unless it is, or one that was trained from it here. */
  private CheckpointEvent announce(
      CheckpointEvent asked, ModelOptions model, Consumer<String> say) {
    Optional<CheckpointEvent> before =
        CheckpointLog.read(clients, kafka).inForce(asked.getModelName());
    if (before.isPresent() && isSame(before.get(), asked)) {
      return before.get();
    }
    if (before.isPresent() && model.isTheBox() && isLearntHere(before.get())) {
      say.accept(
          "going on with "
              + before.get().getCheckpointId()
              + ", which was trained here; 'checkpoint rollback' takes it back");
      return before.get();
    }
    asked.setReason(NAME);
    Announcement.publish(clients, kafka, asked);
    return asked;
  }

  private static boolean isSame(CheckpointEvent before, CheckpointEvent asked) {
    return before.getSha256().equals(asked.getSha256()) && before.getUri().equals(asked.getUri());
  }

  private static boolean isLearntHere(CheckpointEvent event) {
    return event.getLineage() != null && isDirectory(event.getUri());
  }

  /** Whatever an announcement says: it may be anybody's. */
  private static boolean isDirectory(String uri) {
    try {
      StoragePlace place = StoragePlace.parse(uri);
      return place.isLocal() && Files.isDirectory(place.local());
    } catch (ClipstreamException e) {
      return false;
    }
  }

  /** At least once: results are visible at once instead of at the next checkpoint. */
  private List<String> arguments(LabelSet set, ModelOptions model, Path directory) {
    return List.of(
        "--job.name=demo",
        "--kafka.bootstrap.servers=" + address(),
        "--model.name=" + Announcement.MODEL,
        "--model.allowed-prefixes=file:///",
        "--labels.default=" + set.getId(),
        "--device=" + model.device(),
        "--precision=" + model.precision(),
        "--kernels=" + model.kernels(),
        "--restore.missing-model=latest-promoted",
        "--state.dir=" + directory.resolve("state"),
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

  KafkaConnection kafka() {
    return kafka;
  }

  /** What tags with what. */
  String title() {
    return title;
  }

  /**
   * @throws Exception what a job failed with, if one did, or that Kafka has stopped
   */
  void checkJobs() throws Exception {
    broker.check();
    tagging.check();
    training.check();
  }

  /** Stops the jobs, by which what was read is written, then Kafka. */
  @Override
  public void close() {
    if (training != null) {
      training.close();
    }
    if (tagging != null) {
      tagging.close();
    }
    if (clients != null) {
      clients.close();
    }
    broker.close();
  }
}
