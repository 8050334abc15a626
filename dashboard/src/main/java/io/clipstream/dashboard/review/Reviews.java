package io.clipstream.dashboard.review;

import io.clipstream.dashboard.store.Result;
import io.clipstream.dashboard.store.Term;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.ReviewDecision;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jdbi.v3.core.Handle;

/** The reviews in the index. A record whose id is known already changes nothing. */
final class Reviews {
  private static final String COLUMNS = "select * from review ";

  private Reviews() {}

  /** Whether a review or an undo of that id was read. */
  static boolean isKnown(Handle handle, String id) {
    return handle
        .createQuery(
            "select 1 from review where review_id = :id"
                + " union all select 1 from review_undo where undo_id = :id")
        .bind("id", Term.of(id))
        .mapTo(Integer.class)
        .findFirst()
        .isPresent();
  }

  /**
   * Takes a record of the topic in.
   *
   * @return false if it changes nothing
   */
  static boolean add(Handle handle, ConsumerRecord<byte[], byte[]> record, ReviewDecision review) {
    if (review.getReviewId() != null && isKnown(handle, review.getReviewId())) {
      return false;
    }
    if (review.getUndo()) {
      addUndo(handle, record, review);
    } else {
      insert(handle, record, review);
    }
    return true;
  }

  private static void insert(
      Handle handle, ConsumerRecord<byte[], byte[]> record, ReviewDecision review) {
    Origin origin = review.getOrigin();
    handle.execute(
        "insert into review (part, record_offset, review_id, image_id, image_key, image_topic,"
            + " image_part, image_offset, label_set, revision, checkpoint, decision, caption,"
            + " reviewer, reviewed_at, undone)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        record.partition(),
        record.offset(),
        Term.of(review.getReviewId()),
        Term.storable(review.getImageId()),
        Term.hash(review.getImageId()),
        origin == null ? null : origin.getTopic(),
        origin == null ? null : origin.getPartition(),
        origin == null ? null : origin.getOffset(),
        Term.of(review.getLabelSetId()),
        review.getLabelSetRevision(),
        Term.of(review.getCheckpointId()),
        review.getDecision().name(),
        Term.storable(review.getCaption()),
        Term.of(review.getReviewer()),
        review.getReviewedAt().toEpochMilli(),
        false);
    insertLabels(handle, record, review.getLabels(), true);
    List<String> removed = new ArrayList<>(review.getRemovedLabels());
    removed.removeAll(review.getLabels());
    insertLabels(handle, record, removed, false);
  }

  private static void insertLabels(
      Handle handle,
      ConsumerRecord<byte[], byte[]> record,
      List<String> labels,
      boolean isConfirmed) {
    for (String label : new LinkedHashSet<>(labels.stream().map(Term::of).toList())) {
      handle.execute(
          "insert into review_label (part, record_offset, label, confirmed) values (?, ?, ?, ?)",
          record.partition(),
          record.offset(),
          label,
          isConfirmed);
    }
  }

  private static void addUndo(
      Handle handle, ConsumerRecord<byte[], byte[]> record, ReviewDecision undo) {
    handle.execute(
        "insert into review_undo (part, record_offset, undo_id, image_key, undoes, reviewer,"
            + " undone_at) values (?, ?, ?, ?, ?, ?, ?)",
        record.partition(),
        record.offset(),
        Term.of(undo.getReviewId()),
        Term.hash(undo.getImageId()),
        Term.of(undo.getUndoes()),
        Term.of(undo.getReviewer()),
        undo.getReviewedAt().toEpochMilli());
    String key = Term.hash(undo.getImageId());
    if (undo.getUndoes() != null) {
      handle.execute(
          "update review set undone = true where image_key = ? and review_id = ?",
          key,
          Term.of(undo.getUndoes()));
      return;
    }
    ofImage(handle, key).stream()
        .filter(review -> !review.undone())
        .filter(review -> java.util.Objects.equals(review.reviewer(), Term.of(undo.getReviewer())))
        .findFirst()
        .ifPresent(latest -> undo(handle, latest));
  }

  private static void undo(Handle handle, Review review) {
    handle.execute(
        "update review set undone = true where image_key = ? and reviewed_at = ?"
            + " and (review_id = ? or review_id is null)",
        review.imageKey(),
        review.reviewedAt(),
        review.id());
  }

  static Optional<Review> byId(Handle handle, String id) {
    return handle
        .createQuery(COLUMNS + "where review_id = ?")
        .bind(0, Term.of(id))
        .map((row, context) -> review(handle, row))
        .findFirst();
  }

  /** All reviews of a picture, the newest first. */
  static List<Review> ofImage(Handle handle, String imageKey) {
    return handle
        .createQuery(COLUMNS + "where image_key = ? order by reviewed_at desc, record_offset desc")
        .bind(0, imageKey)
        .map((row, context) -> review(handle, row))
        .list();
  }

  private static Review review(Handle handle, ResultSet row) throws SQLException {
    int part = row.getInt("part");
    long offset = row.getLong("record_offset");
    String topic = row.getString("image_topic");
    return new Review(
        row.getString("review_id"),
        row.getString("image_id"),
        row.getString("image_key"),
        topic == null
            ? null
            : new Result.Place(topic, row.getInt("image_part"), row.getLong("image_offset")),
        row.getString("label_set"),
        (Long) row.getObject("revision"),
        row.getString("checkpoint"),
        row.getString("decision"),
        labels(handle, part, offset, true),
        labels(handle, part, offset, false),
        row.getString("caption"),
        row.getString("reviewer"),
        row.getLong("reviewed_at"),
        row.getBoolean("undone"));
  }

  private static List<String> labels(Handle handle, int part, long offset, boolean isConfirmed) {
    return handle
        .createQuery(
            "select label from review_label where part = ? and record_offset = ? and confirmed = ?"
                + " order by label")
        .bind(0, part)
        .bind(1, offset)
        .bind(2, isConfirmed)
        .mapTo(String.class)
        .list();
  }
}
