package io.clipstream.dashboard.review;

import io.clipstream.dashboard.store.Result;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What waits for people, as it stands in the index. */
final class Items {
  private static final String STANDING =
      "select 1 from review where not undone and (label_set is null or label_set = :set)"
          + " and (image_topic = :topic and image_part = :part and image_offset = :offset"
          + " or image_topic is null and image_key = :key)";

  private final ReviewSettings settings;

  Items(ReviewSettings settings) {
    this.settings = settings;
  }

  private record Row(
      long id,
      String imageKey,
      Result.Place image,
      String labelSet,
      long revision,
      String decision,
      long taggedAt) {}

  /** The number of the result of a tag event, if the index has it. */
  static Optional<Long> resultOf(Handle handle, Result result) {
    return handle
        .createQuery(
            "select id from result where image_topic = ? and image_part = ? and image_offset = ?"
                + " and checkpoint = ? and label_set = ? and revision = ?")
        .bind(0, result.image().topic())
        .bind(1, result.image().partition())
        .bind(2, result.image().offset())
        .bind(3, result.checkpoint())
        .bind(4, result.labelSet())
        .bind(5, result.revision())
        .mapTo(Long.class)
        .findOne();
  }

  /** Looks at a result: is it one for people? An older one of the same picture is none any more. */
  void consider(Handle handle, long resultId) {
    Optional<Row> found = row(handle, resultId);
    if (found.isEmpty() || isOutdated(handle, found.get())) {
      return;
    }
    Row row = found.get();
    handle.execute(
        "delete from review_item where image_topic = ? and image_part = ? and image_offset = ?"
            + " and label_set = ?",
        row.image().topic(),
        row.image().partition(),
        row.image().offset(),
        row.labelSet());
    Asking.of(
            row.decision(),
            row.imageKey(),
            ResultRows.tags(handle, resultId),
            LabelRules.ofResult(handle, resultId),
            settings)
        .ifPresent(asking -> insert(handle, row, asking));
  }

  private static Optional<Row> row(Handle handle, long id) {
    return handle
        .createQuery(
            "select image_key, image_topic, image_part, image_offset, label_set, revision,"
                + " decision, tagged_at from result where id = ?")
        .bind(0, id)
        .map(
            (row, context) ->
                new Row(
                    id,
                    row.getString(1),
                    new Result.Place(row.getString(2), row.getInt(3), row.getLong(4)),
                    row.getString(5),
                    row.getLong(6),
                    row.getString(7),
                    row.getLong(8)))
        .findOne();
  }

  private static boolean isOutdated(Handle handle, Row row) {
    return handle
        .createQuery(
            "select 1 from result where image_topic = :topic and image_part = :part and"
                + " image_offset = :offset and label_set = :set and (tagged_at > :at or tagged_at ="
                + " :at and id > :id) limit 1")
        .bind("topic", row.image().topic())
        .bind("part", row.image().partition())
        .bind("offset", row.image().offset())
        .bind("set", row.labelSet())
        .bind("at", row.taggedAt())
        .bind("id", row.id())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  private static void insert(Handle handle, Row row, Asking asking) {
    handle.execute(
        "insert into review_item (result_id, image_key, image_topic, image_part, image_offset,"
            + " label_set, revision, queue, severity, label, score, threshold, tagged_at, decided)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row.id(),
        row.imageKey(),
        row.image().topic(),
        row.image().partition(),
        row.image().offset(),
        row.labelSet(),
        row.revision(),
        asking.queue().name(),
        asking.queue().severity(),
        asking.label(),
        asking.score(),
        asking.threshold(),
        row.taggedAt(),
        isDecided(handle, row.imageKey(), row.image(), row.labelSet()));
  }

  /** Whether a review of a result stands. */
  static boolean isDecided(Handle handle, Result result) {
    return isDecided(handle, result.imageKey(), result.image(), result.labelSet());
  }

  private static boolean isDecided(
      Handle handle, String imageKey, Result.Place image, String labelSet) {
    return handle
        .createQuery(STANDING + " limit 1")
        .bind("set", labelSet)
        .bind("topic", image.topic())
        .bind("part", image.partition())
        .bind("offset", image.offset())
        .bind("key", imageKey)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /** A review came or was taken back: which results of the picture are decided now? */
  static void settle(Handle handle, String imageKey) {
    Map<Long, Boolean> now = new HashMap<>();
    handle
        .createQuery(
            "select result_id, image_topic, image_part, image_offset, label_set from review_item"
                + " where image_key = ?")
        .bind(0, imageKey)
        .map(
            (row, context) ->
                Map.entry(
                    row.getLong(1),
                    isDecided(
                        handle,
                        imageKey,
                        new Result.Place(row.getString(2), row.getInt(3), row.getLong(4)),
                        row.getString(5))))
        .list()
        .forEach(entry -> now.put(entry.getKey(), entry.getValue()));
    now.forEach(
        (id, decided) ->
            handle.execute("update review_item set decided = ? where result_id = ?", decided, id));
  }
}
