package io.clipstream.dashboard.review;

import io.clipstream.dashboard.store.Result;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** What waits for people, as it stands in the index. */
final class Items {
  private final ReviewSettings settings;
  private final LabelRules rules;
  private final Standing standing;

  Items(ReviewSettings settings, LabelRules rules) {
    this.settings = settings;
    this.rules = rules;
    this.standing = new Standing(settings);
  }

  /**
   * Looks at a result: is it one for people? An older one of the same picture is none any more.
   *
   * @param result with its tags; its number is looked up where it is needed
   */
  void consider(Handle handle, Result result) {
    removeOlder(handle, result);
    Asking.of(result, rules.thresholds(handle, result.labelSet(), result.revision()), settings)
        .filter(asking -> !isOutdated(handle, result) && !Repeats.isOne(handle, result))
        .ifPresent(
            asking ->
                ResultRows.number(handle, result)
                    .ifPresent(number -> insert(handle, number, result, asking)));
  }

  private static void removeOlder(Handle handle, Result result) {
    bind(
            handle.createUpdate(
                "delete from review_item where image_topic = :topic and image_part = :part"
                    + " and image_offset = :offset and label_set = :set and tagged_at <= :at"),
            result)
        .execute();
  }

  private static boolean isOutdated(Handle handle, Result result) {
    return bind(
            handle.createQuery(
                "select 1 from result where image_topic = :topic and image_part = :part"
                    + " and image_offset = :offset and label_set = :set and tagged_at > :at limit 1"),
            result)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  private static <S extends SqlStatement<S>> S bind(S statement, Result result) {
    return statement
        .bind("topic", result.image().topic())
        .bind("part", result.image().partition())
        .bind("offset", result.image().offset())
        .bind("set", result.labelSet())
        .bind("at", result.taggedAt());
  }

  private void insert(Handle handle, long number, Result result, Asking asking) {
    Standing.Verdict verdict =
        standing.verdict(handle, result.imageKey(), result.image(), result.labelSet());
    handle.execute(
        "insert into review_item (result_id, image_key, image_topic, image_part, image_offset,"
            + " label_set, revision, queue, severity, label, score, threshold, tagged_at, decided,"
            + " reviewer) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        number,
        result.imageKey(),
        result.image().topic(),
        result.image().partition(),
        result.image().offset(),
        result.labelSet(),
        result.revision(),
        asking.queue().name(),
        asking.queue().severity(),
        asking.label(),
        asking.score(),
        asking.threshold(),
        result.taggedAt(),
        verdict.isDecided(),
        verdict.reviewer());
  }

  private record Row(long number, Result.Place image, String labelSet) {}

  /** A review came or was taken back: which results of the picture are decided now? */
  void settle(Handle handle, String imageKey) {
    List<Row> rows =
        handle
            .createQuery(
                "select result_id, image_topic, image_part, image_offset, label_set"
                    + " from review_item where image_key = ?")
            .bind(0, imageKey)
            .map(
                (row, context) ->
                    new Row(
                        row.getLong(1),
                        new Result.Place(row.getString(2), row.getInt(3), row.getLong(4)),
                        row.getString(5)))
            .list();
    for (Row row : rows) {
      Standing.Verdict verdict = standing.verdict(handle, imageKey, row.image(), row.labelSet());
      handle.execute(
          "update review_item set decided = ?, reviewer = ? where result_id = ?",
          verdict.isDecided(),
          verdict.reviewer(),
          row.number());
    }
  }

  /** Why a reviewer cannot decide about a result; nothing if he can. */
  Optional<String> objection(Handle handle, Result result, String reviewer) {
    return standing.objection(handle, result, reviewer);
  }
}
