package io.clipstream.dashboard.webhook;

import io.clipstream.dashboard.http.Callback;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.store.Term;
import io.clipstream.schemas.ReviewDecision;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What reviewers decide, and what they take back. */
final class ReviewEvents implements EventSource {
  private static final String CREATED = "review.created";
  private static final String UNDONE = "review.undone";

  private static final List<Field<ReviewDecision>> FIELDS =
      List.of(
          field("imageId", "string", "The picture.", ReviewDecision::getImageId),
          field(
              "imageKey",
              "string",
              "Stands for the id in addresses of the dashboard.",
              review -> Term.hash(review.getImageId())),
          field(
              "reviewId", "string", "Of the review, or of the undo.", ReviewDecision::getReviewId),
          field(
              "undoes",
              "string",
              "The review that an undo takes back; where it is null the reviewer's latest of the"
                  + " picture.",
              ReviewDecision::getUndoes),
          field(
              "decision",
              "string",
              "ALLOW, TAG, REVIEW or BLOCK; of an undo the one that is taken back.",
              review -> review.getDecision().name()),
          field("labels", "array", "Labels that are confirmed.", ReviewDecision::getLabels),
          field(
              "removedLabels",
              "array",
              "Labels that are taken away.",
              ReviewDecision::getRemovedLabels),
          field("caption", "string", "In the reviewer's words.", ReviewDecision::getCaption),
          field("comment", "string", "A remark for people.", ReviewDecision::getComment),
          field("reviewer", "string", "Who reviewed.", ReviewDecision::getReviewer),
          field(
              "checkpoint",
              "string",
              "Whose tags the reviewer saw.",
              ReviewDecision::getCheckpointId),
          field(
              "labelSet", "string", "The label set of those tags.", ReviewDecision::getLabelSetId),
          field("revision", "integer", "Its revision.", ReviewDecision::getLabelSetRevision),
          field(
              "imagePlace",
              "string",
              "Topic, partition and offset of the picture's record, with / between.",
              review -> Places.text(review.getOrigin())));

  /** What is told of reviews. */
  static final List<Callback> DESCRIBED =
      List.of(
          EventSource.described(CREATED, "Somebody decided about a picture.", FIELDS),
          EventSource.described(UNDONE, "Somebody took a review back.", FIELDS));

  private final String topic;
  private final AvroCodec<ReviewDecision> codec;

  ReviewEvents(KafkaAccess kafka) {
    this.topic = kafka.name(Topic.REVIEWS);
    this.codec = kafka.codec(ReviewDecision.class, Topic.REVIEWS);
  }

  private static Field<ReviewDecision> field(
      String name,
      String type,
      String meaning,
      java.util.function.Function<ReviewDecision, Object> value) {
    return new Field<>(name, type, meaning, value);
  }

  @Override
  public String topic() {
    return topic;
  }

  @Override
  public Optional<WebhookEvent> of(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null
        || !(codec.decode(record.value()) instanceof Decoding.Ok<ReviewDecision> ok)) {
      return Optional.empty();
    }
    ReviewDecision review = ok.value();
    return Optional.of(
        EventSource.event(
            record,
            review.getUndo() ? UNDONE : CREATED,
            review.getImageId(),
            review.getReviewedAt(),
            FIELDS,
            review));
  }
}
