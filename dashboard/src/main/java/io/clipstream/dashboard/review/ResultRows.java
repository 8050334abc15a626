package io.clipstream.dashboard.review;

import io.clipstream.dashboard.store.Result;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Results by their rows. The place of a tag event has no topic here: the index holds results of one
 * tags topic only.
 */
final class ResultRows {
  private ResultRows() {}

  /**
   * Names a result by what survives a new index, other than its number.
   *
   * @param imageKey of the picture's id: a topic that was made again has other pictures at its
   *     places
   */
  record Name(
      String imageKey,
      int partition,
      long offset,
      String checkpoint,
      String labelSet,
      long revision) {}

  /** The number of a result, if the index has it. */
  static Optional<Long> number(Handle handle, Result result) {
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

  /** The result of that number. */
  static Optional<Result> of(Handle handle, long number) {
    return first(handle, handle.createQuery("select * from result where id = ?").bind(0, number));
  }

  /** The result of that name. */
  static Optional<Result> of(Handle handle, String imagesTopic, Name name) {
    return first(
            handle,
            handle
                .createQuery(
                    "select * from result where image_topic = ? and image_part = ?"
                        + " and image_offset = ? and checkpoint = ? and label_set = ?"
                        + " and revision = ?")
                .bind(0, imagesTopic)
                .bind(1, name.partition())
                .bind(2, name.offset())
                .bind(3, name.checkpoint())
                .bind(4, name.labelSet())
                .bind(5, name.revision()))
        .filter(result -> result.imageKey().equals(name.imageKey()));
  }

  /** The newest result of the picture at a place. */
  static Optional<Result> at(Handle handle, Result.Place image) {
    return first(
        handle,
        handle
            .createQuery(
                "select * from result where image_topic = ? and image_part = ?"
                    + " and image_offset = ? order by tagged_at desc, id desc limit 1")
            .bind(0, image.topic())
            .bind(1, image.partition())
            .bind(2, image.offset()));
  }

  /** The newest results of a revision. */
  static List<Result> of(Handle handle, String labelSet, long revision, int limit) {
    return handle
        .createQuery(
            "select * from result where label_set = ? and revision = ?"
                + " order by label_set, tagged_at desc, id desc limit ?")
        .bind(0, labelSet)
        .bind(1, revision)
        .bind(2, limit)
        .map((row, context) -> result(handle, row))
        .list();
  }

  private static Optional<Result> first(Handle handle, Query query) {
    return query.map((row, context) -> result(handle, row)).findFirst();
  }

  private static Result result(Handle handle, ResultSet row) throws SQLException {
    return new Result(
        row.getLong("id"),
        row.getString("image_id"),
        row.getString("image_key"),
        new Result.Place(
            row.getString("image_topic"), row.getInt("image_part"), row.getLong("image_offset")),
        new Result.Place("", row.getInt("tag_part"), row.getLong("tag_offset")),
        row.getString("source"),
        (Long) row.getObject("captured_at"),
        row.getLong("tagged_at"),
        row.getString("decision"),
        row.getString("checkpoint"),
        row.getString("label_set"),
        row.getLong("revision"),
        row.getLong("micros"),
        (Integer) row.getObject("width"),
        (Integer) row.getObject("height"),
        row.getBoolean("has_thumbnail"),
        tags(handle, row.getLong("id")));
  }

  private static List<Result.Tag> tags(Handle handle, long number) {
    return handle
        .createQuery(
            "select label, score, action, applied from result_tag where result_id = ?"
                + " order by place")
        .bind(0, number)
        .map(
            (row, context) ->
                new Result.Tag(
                    row.getString(1), row.getFloat(2), row.getString(3), row.getBoolean(4)))
        .list();
  }
}
