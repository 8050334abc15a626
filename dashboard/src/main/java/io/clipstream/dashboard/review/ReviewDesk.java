package io.clipstream.dashboard.review;

import io.clipstream.control.LabelSetInForce;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.state.ControlLogs;
import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.dashboard.store.Result;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.ReviewDecision;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Takes reviews down: the event, the pair that follows from it, and both taken back. */
final class ReviewDesk implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final IndexDatabase index;
  private final ControlLogs control;
  private final ReviewLog log;
  private final ReadBack readBack;
  private final Pairs pairs;
  private final PictureBytes pictures;
  private final String topic;
  private final AvroCodec<ReviewDecision> codec;
  private long lastMillis;

  ReviewDesk(
      KafkaAccess kafka, IndexDatabase index, ControlLogs control, ReviewLog log, ReadBack back) {
    this.index = index;
    this.control = control;
    this.log = log;
    this.readBack = back;
    this.pairs = new Pairs(kafka);
    this.pictures = new PictureBytes(kafka);
    this.topic = kafka.name(Topic.REVIEWS);
    this.codec = kafka.codec(ReviewDecision.class, Topic.REVIEWS);
  }

  /**
   * What a reviewer says of a result.
   *
   * @param id of the review
   * @param caption null for none
   */
  record Said(
      String id,
      String reviewer,
      Decision decision,
      List<String> labels,
      List<String> removed,
      String caption) {}

  /** A caption that cannot become a pair. */
  static final class CannotTeach extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotTeach(String why) {
      super(why, null, false, false);
    }
  }

  /**
   * Writes a review, and the pair that follows from it.
   *
   * @throws CannotTeach if there is a caption and the picture cannot be had
   * @throws io.clipstream.schemas.ResourceException if Kafka does not take it
   */
  Decided decide(Result result, Said said) throws InterruptedException {
    Instant at = now();
    ProducerRecord<byte[], byte[]> review = record(review(result, said, at));
    List<String> captions = Pairs.captions(said.caption(), said.labels(), set(result.labelSet()));
    if (captions.isEmpty()) {
      return write(said, List.of(review), captions, "");
    }
    return pictures
        .of(result)
        .match(
            picture -> {
              var pair = pairs.pair(result.imageId(), picture, captions, at);
              return writeWithPair(said, review, pair, captions);
            },
            why -> writeWithoutPair(said, review, why));
  }

  private Decided writeWithPair(
      Said said,
      ProducerRecord<byte[], byte[]> review,
      ProducerRecord<byte[], byte[]> pair,
      List<String> captions) {
    try {
      return write(said, List.of(review, pair), captions, "");
    } catch (ReviewLog.TooLarge e) {
      return writeWithoutPair(
          said,
          review,
          "the picture is larger than the captions topic takes; raise its max.message.bytes");
    }
  }

  /** A label's caption may be missed, a reviewer's own words may not. */
  private Decided writeWithoutPair(Said said, ProducerRecord<byte[], byte[]> review, String why) {
    if (said.caption() != null) {
      throw new CannotTeach(why);
    }
    return write(said, List.of(review), List.of(), "Nothing is learnt from it: " + why);
  }

  private Decided write(
      Said said, List<ProducerRecord<byte[], byte[]>> records, List<String> captions, String note) {
    return new Decided(said.id(), !log.write(said.id(), records), captions, note);
  }

  /** The review of an id; waits a while for one that the index has not read yet. */
  Optional<Review> review(String id) throws InterruptedException {
    readBack.expect(id);
    try {
      Optional<Review> known = byId(id);
      return known.isPresent() || !readBack.await(id, PATIENCE) ? known : byId(id);
    } finally {
      readBack.forget(id);
    }
  }

  private Optional<Review> byId(String id) {
    return index.jdbi().withHandle(handle -> Reviews.byId(handle, id));
  }

  /**
   * Takes a review back, and what was taught by it, and waits a while until the index knows. Pairs
   * from other reviews of the picture that stand are written anew, since a retraction takes all
   * pairs of a picture.
   *
   * @param id of the undo
   */
  Decided undo(String id, String reviewer, Review review) throws InterruptedException {
    Instant at = now();
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    records.add(record(undoing(id, reviewer, review, at)));
    if (review.teaches()) {
      records.add(pairs.retraction(review.imageId(), at));
      records.addAll(others(review));
    }
    readBack.expect(id);
    try {
      boolean isNew = log.write(id, records);
      boolean isCounted = readBack.await(id, PATIENCE);
      return new Decided(
          id, !isNew, List.of(), isCounted ? "" : "It appears in the queue in a moment.");
    } finally {
      readBack.forget(id);
    }
  }

  private List<ProducerRecord<byte[], byte[]>> others(Review undone) throws InterruptedException {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (Review review :
        index.jdbi().withHandle(handle -> Reviews.ofImage(handle, undone.imageKey()))) {
      if (review.undone()
          || !review.teaches()
          || review.image() == null
          || undone.id().equals(review.id())) {
        continue;
      }
      Optional<ByteBuffer> picture = picture(review);
      List<String> captions =
          Pairs.captions(review.caption(), review.labels(), set(review.labelSet()));
      picture.ifPresent(bytes -> records.add(pairs.pair(review.imageId(), bytes, captions, now())));
    }
    return records;
  }

  private Optional<ByteBuffer> picture(Review review) throws InterruptedException {
    Optional<Result> result =
        index.jdbi().withHandle(handle -> ResultRows.at(handle, review.image()));
    return result.isEmpty()
        ? Optional.empty()
        : pictures.of(result.get()).match(Optional::of, why -> Optional.empty());
  }

  private Optional<LabelSet> set(String id) {
    return Optional.ofNullable(id).map(control.labelSets()::get).map(LabelSetInForce::set);
  }

  /** Rises with every call: an undo and what follows it have an order that a job sees. */
  private synchronized Instant now() {
    lastMillis = Math.max(lastMillis + 1, System.currentTimeMillis());
    return Instant.ofEpochMilli(lastMillis);
  }

  private static ReviewDecision review(Result result, Said said, Instant at) {
    Result.Place image = result.image();
    return ReviewDecision.newBuilder()
        .setImageId(result.imageId())
        .setReviewId(said.id())
        .setOrigin(new Origin(image.topic(), image.partition(), image.offset(), null))
        .setDecision(said.decision())
        .setLabels(said.labels())
        .setRemovedLabels(said.removed())
        .setCaption(said.caption())
        .setReviewer(said.reviewer())
        .setCheckpointId(result.checkpoint())
        .setLabelSetId(result.labelSet())
        .setLabelSetRevision(result.revision())
        .setReviewedAt(at)
        .build();
  }

  private static ReviewDecision undoing(String id, String reviewer, Review review, Instant at) {
    return ReviewDecision.newBuilder()
        .setImageId(review.imageId())
        .setReviewId(id)
        .setOrigin(
            review.image() == null
                ? null
                : new Origin(
                    review.image().topic(),
                    review.image().partition(),
                    review.image().offset(),
                    null))
        .setDecision(Decision.valueOf(review.decision()))
        .setReviewer(reviewer)
        .setLabelSetId(review.labelSet())
        .setReviewedAt(at)
        .setUndo(true)
        .setUndoes(review.id())
        .build();
  }

  private ProducerRecord<byte[], byte[]> record(ReviewDecision review) {
    return new ProducerRecord<>(
        topic, review.getImageId().getBytes(StandardCharsets.UTF_8), codec.encode(review));
  }

  @Override
  public void close() {
    log.close();
    pictures.close();
  }
}
