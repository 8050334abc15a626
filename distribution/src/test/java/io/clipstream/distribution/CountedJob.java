package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.jobs.TaggingJob;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.LabelSets;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A tagging job with pictures streaming into it, and an account of every one of them. */
final class CountedJob implements AutoCloseable {
  /** As the option {@code delivery.guarantee} has them. */
  enum Guarantee {
    EXACTLY_ONCE,
    AT_LEAST_ONCE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Guarantee guarantee;
  private final FailurePictures pictures;
  private final PictureStream stream;
  private final Announcer announcer;
  private final TopicTail<ImageEvent> inputs;
  private final TopicTail<TagEvent> results;
  private final TopicTail<ImageEvent> deadLetters;
  private final SteadySender sender;
  private final Ledger ledger = new Ledger();
  private int announced;
  private String id;

  /**
   * Begins to send.
   *
   * @param period between one picture and the next
   */
  CountedJob(Guarantee guarantee, FailurePictures pictures, PictureStream stream, Duration period) {
    this.guarantee = guarantee;
    this.pictures = pictures;
    this.stream = stream;
    this.announcer = new Announcer(stream, pictures.labels());
    this.inputs = stream.tail(Topic.IMAGES, ImageEvent.class);
    this.results = stream.tail(Topic.TAGS, TagEvent.class);
    this.deadLetters = stream.tail(Topic.deadLetter(stream.name(Topic.IMAGES)), ImageEvent.class);
    announceNext();
    this.sender = new SteadySender(stream, pictures.all(), period);
  }

  /** Submits the job. */
  void submit(FlinkRest rest, int parallelism, Path models) {
    List<String> arguments =
        new ArrayList<>(stream.arguments(pictures.checkpoints().get(0).getModelName(), models));
    arguments.addAll(List.of("--delivery.guarantee", guarantee.toString()));
    String jar = rest.upload(ClassPaths.JOB_JAR);
    id = rest.run(jar, TaggingJob.class.getName(), parallelism, arguments);
  }

  /** Announces the other checkpoint and publishes other labels. */
  void announceNext() {
    List<CheckpointEvent> checkpoints = pictures.checkpoints();
    announcer.announce(checkpoints.get(announced++ % checkpoints.size()));
    announcer.publishLabels();
  }

  Guarantee guarantee() {
    return guarantee;
  }

  String id() {
    return id;
  }

  /** How many pictures were sent so far. */
  int sent() {
    return sender.count();
  }

  /** Whether every picture below that number has come out, as far as Kafka has it committed. */
  boolean isComplete(int below) {
    read();
    return ledger.isComplete(below);
  }

  Ledger.Counts counts(int from, int to) {
    return ledger.counts(from, to);
  }

  private void read() {
    inputs.more().forEach(image -> ledger.input(SteadySender.number(image.getImageId())));
    results.more().forEach(this::add);
    deadLetters.more().forEach(this::addDeadLetter);
  }

  private void add(TagEvent result) {
    long revision = result.getLabelSetRevision();
    assertThat(revision).as("revision of a result").isBetween(1L, announcer.revision());
    assertThat(result.getLabelSetHash())
        .as("content of revision %d", revision)
        .isEqualTo(LabelSets.contentHash(announcer.content(revision)));
    pictures.expected().check(result, sender.kind(result.getImageId()));
    ledger.result(SteadySender.number(result.getImageId()), result.getOrigin());
  }

  private void addDeadLetter(ImageEvent image) {
    assertThat(sender.kind(image.getImageId()))
        .as("kind of a picture that was refused")
        .isEqualTo(pictures.bad());
    ledger.deadLetter(SteadySender.number(image.getImageId()));
  }

  /** Ends the stream; the result is how many pictures are in the topic. */
  int stopSending() {
    return sender.stop();
  }

  /** Looks once more at all topics, and requires what the guarantee promises. */
  void requireGuarantee() {
    read();
    Ledger.Counts counts = counts(0, sent());
    assertThat(counts.images()).as("images of %s", guarantee).isEqualTo(sent());
    assertThat(counts.missing()).as("lost under %s", guarantee).isZero();
    assertThat(ledger.isEven()).as("outcomes are those of the images: %s", counts).isTrue();
    if (guarantee == Guarantee.EXACTLY_ONCE) {
      assertThat(counts.repeats()).as("doubled under %s", guarantee).isZero();
    }
  }

  @Override
  public void close() {
    sender.close();
    inputs.close();
    results.close();
    deadLetters.close();
    stream.close();
  }
}
