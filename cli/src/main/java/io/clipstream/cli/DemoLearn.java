package io.clipstream.cli;

import io.clipstream.model.ModelException;
import io.clipstream.model.evaluation.LabelledSet;
import io.clipstream.model.training.data.Pair;
import io.clipstream.model.training.data.PairSource;
import io.clipstream.model.training.data.PairStream;
import io.clipstream.model.training.data.SkipLog;
import io.clipstream.schemas.CaptionedImage;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.JobKind;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * {@code clipstream demo --learn}: tags before, captions of concepts that the model was never
 * shown, a round, the gate, the swap, tags after.
 */
final class DemoLearn {
  private final Path home;
  private final DemoStack stack;
  private final PrintWriter out;
  private final Consumer<String> say;

  private DemoLearn(DemoStack stack, PrintWriter out, Consumer<String> say) {
    this.home = DemoTraining.samples();
    this.stack = stack;
    this.out = out;
    this.say = say;
  }

  /**
   * Runs the whole loop once.
   *
   * @param directory takes Kafka's data, the pair store and the new checkpoint
   * @throws ModelException if a job fails, or the round's outcome is not promoted
   */
  static void run(
      Path directory, Integer port, ModelOptions model, PrintWriter out, Consumer<String> say)
      throws Exception {
    Path labels = DemoTraining.samples().resolve("labels.yaml");
    try (DemoStack stack =
        DemoStack.start(directory, port, labels, model, DemoTraining.OF_MANY, say)) {
      new DemoLearn(stack, out, say).run();
    }
  }

  private void run() throws Exception {
    LabelledSet unseen = LabelledSet.read(home.resolve("unseen").resolve("classes.tsv"));
    LabelledSet old = LabelledSet.read(home.resolve("old").resolve("classes.tsv"));
    try (DemoProbe probe = new DemoProbe(stack)) {
      say.accept("tagging " + unseen.examples().size() + " pictures of concepts never shown to it");
      Map<String, TagEvent> newBefore = probe.tag("before", unseen);
      Map<String, TagEvent> oldBefore = probe.tag("before-old", old);
      CheckpointEvent event = learn();
      probe.awaitCheckpoint(event.getCheckpointId(), unseen);
      say.accept("the tagging job has swapped to " + event.getCheckpointId());
      Map<String, TagEvent> newAfter = probe.tag("after", unseen);
      Map<String, TagEvent> oldAfter = probe.tag("after-old", old);
      DemoComparison.print(out, unseen, newBefore, newAfter, old, oldBefore, oldAfter);
    }
  }

  /** Sends the captions and waits for what comes of them. */
  private CheckpointEvent learn() throws Exception {
    int sent = sendCaptions();
    say.accept("sent " + sent + " captioned pictures; the training job gathers them");
    String checkpoints = stack.kafka().name(Topic.CHECKPOINTS);
    String statuses = stack.kafka().name(Topic.STATUS);
    try (var consumer = stack.clients().consumer(Map.of())) {
      List<TopicPartition> partitions =
          List.of(new TopicPartition(checkpoints, 0), new TopicPartition(statuses, 0));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (true) {
        stack.checkJobs();
        for (ConsumerRecord<byte[], byte[]> record :
            consumer.poll(java.time.Duration.ofMillis(200))) {
          Optional<CheckpointEvent> outcome = outcome(record, checkpoints);
          if (outcome.isPresent()) {
            return requirePromoted(outcome.get());
          }
        }
      }
    }
  }

  private Optional<CheckpointEvent> outcome(
      ConsumerRecord<byte[], byte[]> record, String checkpoints) {
    AvroCodec<CheckpointEvent> events =
        stack.kafka().codec(CheckpointEvent.class, Topic.CHECKPOINTS);
    AvroCodec<StatusEvent> statuses = stack.kafka().codec(StatusEvent.class, Topic.STATUS);
    if (record.topic().equals(checkpoints)) {
      return events.decode(record.value()).toOptional().filter(event -> event.getLineage() != null);
    }
    statuses
        .decode(record.value())
        .toOptional()
        .filter(JobKind.TRAINING::isOf)
        .ifPresent(this::tell);
    return Optional.empty();
  }

  private void tell(StatusEvent training) {
    say.accept(training.getActivity());
    training.getFailures().forEach(f -> say.accept(f.getSubject() + ": " + f.getMessage()));
  }

  private static CheckpointEvent requirePromoted(CheckpointEvent event) {
    if (event.getStatus() != CheckpointStatus.PROMOTED) {
      throw new ModelException(
          "the round's outcome is " + event.getStatus() + ": " + event.getReason());
    }
    return event;
  }

  private int sendCaptions() throws IOException {
    int sent = 0;
    PairSource source = PairSource.open(home.resolve("teach"), new SkipLog());
    try (EventSender<CaptionedImage> sender =
            new EventSender<>(
                stack.clients(),
                stack.kafka().name(Topic.CAPTIONS),
                stack.kafka().codec(CaptionedImage.class, Topic.CAPTIONS));
        PairStream pairs = source.stream(1, 0)) {
      for (Optional<Pair> p = pairs.next(); p.isPresent(); p = pairs.next(), sent++) {
        sender.send(p.get().id(), caption(p.get()));
      }
      sender.flush();
    }
    return sent;
  }

  private static CaptionedImage caption(Pair pair) throws IOException {
    return CaptionedImage.newBuilder()
        .setImageId(pair.id())
        .setImage(ByteBuffer.wrap(pair.image().read()))
        .setCaptions(pair.captions())
        .setOrigin("demo")
        .setCaptionedAt(Instant.EPOCH)
        .build();
  }
}
