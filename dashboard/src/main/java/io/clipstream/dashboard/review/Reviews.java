package io.clipstream.dashboard.review;

import io.clipstream.dashboard.store.Result;
import io.clipstream.dashboard.store.Term;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.ReviewDecision;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
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
    count(handle, record, Term.hash(review.getImageId()));
  }

  private static void count(Handle handle, ConsumerRecord<byte[], byte[]> record, String imageKey) {
    List<Stored> all = stored(handle, imageKey);
    if (all.size() < 2) {
      return;
    }
    Predicate<Stored> isNew =
        each -> each.part == record.partition() && each.offset == record.offset();
    Review added = all.stream().filter(isNew).findFirst().orElseThrow().review;
    Agreements.add(
        handle,
        added,
        all.stream()
            .filter(isNew.negate())
            .map(Stored::review)
            .filter(other -> !other.undone())
            .toList());
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
    stored(handle, key).stream()
        .filter(stored -> !stored.review.undone() && isMeant(undo, stored.review))
        .findFirst()
        .ifPresent(stored -> undo(handle, stored));
  }

  /** The review that an undo names, else the reviewer's latest. */
  private static boolean isMeant(ReviewDecision undo, Review review) {
    return undo.getUndoes() == null
        ? Objects.equals(review.reviewer(), Term.of(undo.getReviewer()))
        : Term.of(undo.getUndoes()).equals(review.id());
  }

  private static void undo(Handle handle, Stored stored) {
    handle.execute(
        "update review set undone = true where part = ? and record_offset = ?",
        stored.part,
        stored.offset);
    Agreements.remove(handle, stored.review, standing(handle, stored.review.imageKey()));
  }

  /** A review in its row. */
  private record Stored(int part, long offset, Review review) {}

  /** All reviews of a picture in their rows, the newest first. */
  private static List<Stored> stored(Handle handle, String imageKey) {
    return handle
        .createQuery(COLUMNS + "where image_key = ? order by reviewed_at desc, record_offset desc")
        .bind(0, imageKey)
        .map((row, context) -> stored(handle, row))
        .list();
  }

  private static Stored stored(Handle handle, ResultSet row) throws SQLException {
    return new Stored(row.getInt("part"), row.getLong("record_offset"), review(handle, row));
  }

  /** The reviews of a picture that stand. */
  private static List<Review> standing(Handle handle, String imageKey) {
    return ofImage(handle, imageKey).stream().filter(review -> !review.undone()).toList();
  }

  /**
   * Forgets the oldest reviews.
   *
   * @param before those of before that time alone, milliseconds since 1970
   * @param most at most so many
   * @return how many
   */
  static int forget(Handle handle, long before, long most) {
    List<Stored> old =
        handle
            .createQuery(COLUMNS + "where reviewed_at < ? order by reviewed_at, part limit ?")
            .bind(0, before)
            .bind(1, most)
            .map((row, context) -> stored(handle, row))
            .list();
    for (Stored stored : old) {
      handle.execute(
          "delete from review where part = ? and record_offset = ?", stored.part, stored.offset);
      if (!stored.review.undone()) {
        Agreements.remove(handle, stored.review, standing(handle, stored.review.imageKey()));
      }
    }
    return old.size();
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
    return stored(handle, imageKey).stream().map(Stored::review).toList();
  }

  /** The reviews of some pictures that stand, the latest first. */
  static List<Review> standing(Handle handle, List<String> imageKeys) {
    Map<String, Labelled> found = new LinkedHashMap<>();
    handle
        .createQuery(
            "select r.*, l.label, l.confirmed from review r left join review_label l"
                + " on l.part = r.part and l.record_offset = r.record_offset"
                + " where r.image_key in (<keys>) and not r.undone"
                + " order by r.reviewed_at desc, r.record_offset desc, r.part, l.label")
        .bindList("keys", imageKeys)
        .map((row, context) -> labelled(row, found))
        .list();
    return found.values().stream().map(Labelled::whole).toList();
  }

  /** A review whose labels come row by row. */
  private record Labelled(Review review, List<String> labels, List<String> removed) {
    Review whole() {
      return review.with(labels, removed);
    }
  }

  private static Labelled labelled(ResultSet row, Map<String, Labelled> found) throws SQLException {
    String place = row.getInt("part") + "-" + row.getLong("record_offset");
    Labelled one = found.get(place);
    if (one == null) {
      one = new Labelled(review(row), new ArrayList<>(), new ArrayList<>());
      found.put(place, one);
    }
    String label = row.getString("label");
    if (label != null) {
      (row.getBoolean("confirmed") ? one.labels : one.removed).add(label);
    }
    return one;
  }

  private static Review review(Handle handle, ResultSet row) throws SQLException {
    int part = row.getInt("part");
    long offset = row.getLong("record_offset");
    return review(row)
        .with(labels(handle, part, offset, true), labels(handle, part, offset, false));
  }

  /** Without its labels. */
  private static Review review(ResultSet row) throws SQLException {
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
        List.of(),
        List.of(),
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
