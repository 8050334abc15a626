package io.clipstream.dashboard.review;

import io.clipstream.dashboard.store.Result;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Results by their rows. */
final class ResultRows {
  private ResultRows() {}

  /** The place of the tag event has no topic: the index holds results of one tags topic only. */
  static Result of(Handle handle, ResultSet row) throws SQLException {
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

  static List<Result.Tag> tags(Handle handle, long id) {
    return handle
        .createQuery(
            "select label, score, action, applied from result_tag where result_id = ?"
                + " order by place")
        .bind(0, id)
        .map(
            (row, context) ->
                new Result.Tag(
                    row.getString(1), row.getFloat(2), row.getString(3), row.getBoolean(4)))
        .list();
  }
}
