package io.clipstream.dashboard.deadletters;

import io.clipstream.dashboard.store.Result.Place;
import io.clipstream.dashboard.store.ResultSearch.Cursor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.jdbi.v3.core.Jdbi;

/** Finds dead letters, newest first. */
final class LetterSearch {
  private static final int MESSAGE = 2_000;
  private static final String COLUMNS =
      "select d.id, d.topic, d.part, d.record_offset, d.refused_at, d.image_id, d.image_key,"
          + " d.origin_topic, d.origin_part, d.origin_offset, d.stage, d.reason, d.message,"
          + " (select max(r.tagged_at) from result r where r.image_key = d.image_key"
          + " and r.tagged_at > d.refused_at) as tagged_since from dead_letter d";

  private final Jdbi jdbi;

  LetterSearch(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * A dead letter as the page shows it.
   *
   * @param place where it lies
   * @param at when it was refused, milliseconds since 1970
   * @param key of the record: for pictures their id; may be null
   * @param origin where the record lay, null if its headers do not say so
   * @param message for people, its beginning if it is long; may be null
   * @param taggedSince when a picture of this id was tagged after it, null if none was
   */
  record Found(
      long id,
      Place place,
      long at,
      String key,
      String imageKey,
      Place origin,
      String stage,
      String reason,
      String message,
      Long taggedSince) {}

  /**
   * Some of them.
   *
   * @param next where older ones begin, if there are any
   */
  record Page(List<Found> letters, Optional<Cursor> next) {}

  /** A value and how many dead letters have it. */
  record Many(String name, long count) {}

  /** The newest of a filter, at most {@code limit}, older than the cursor if one is given. */
  Page find(LetterFilter filter, Optional<Cursor> before, int limit) {
    Map<String, Object> values = new LinkedHashMap<>();
    String where = where(filter, values);
    if (before.isPresent()) {
      where +=
          (where.isEmpty() ? " where" : " and")
              + " d.refused_at <= :before and (d.refused_at < :before or d.id < :beforeId)";
      values.put("before", before.get().taggedAt());
      values.put("beforeId", before.get().id());
    }
    String sql = COLUMNS + where + order(filter) + "d.refused_at desc, d.id desc limit :limit";
    List<Found> found =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(sql)
                    .bindMap(values)
                    .bind("limit", limit + 1)
                    .map((row, context) -> found(row))
                    .list());
    if (found.size() <= limit) {
      return new Page(found, Optional.empty());
    }
    Found last = found.get(limit - 1);
    return new Page(
        List.copyOf(found.subList(0, limit)), Optional.of(new Cursor(last.at(), last.id())));
  }

  /** How many there are of a filter. */
  long count(LetterFilter filter) {
    Map<String, Object> values = new LinkedHashMap<>();
    String where = where(filter, values);
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select count(*) from dead_letter d" + where)
                .bindMap(values)
                .mapTo(Long.class)
                .one());
  }

  /** Topics with how many dead letters each has, the most first. */
  List<Many> topics() {
    return many("topic");
  }

  /** Reasons with how many dead letters each has, the most first. */
  List<Many> reasons() {
    return many("reason");
  }

  private List<Many> many(String column) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select %1$s, count(*) as many from dead_letter group by %1$s order by many desc, %1$s limit 100"
                        .formatted(column))
                .map((row, context) -> new Many(row.getString(1), row.getLong(2)))
                .list());
  }

  private static String where(LetterFilter filter, Map<String, Object> values) {
    StringJoiner terms = new StringJoiner(" and ", " where ", "").setEmptyValue("");
    if (!filter.topic().isEmpty()) {
      terms.add("d.topic = :topic");
      values.put("topic", filter.topic());
    }
    if (!filter.reason().isEmpty()) {
      terms.add("d.reason = :reason");
      values.put("reason", filter.reason());
    }
    filter
        .from()
        .ifPresent(
            at -> {
              terms.add("d.refused_at >= :from");
              values.put("from", at);
            });
    filter
        .to()
        .ifPresent(
            at -> {
              terms.add("d.refused_at < :to");
              values.put("to", at);
            });
    return terms.toString();
  }

  /** As the index has it that leads: H2 takes an order from an index only if all of it is named. */
  private static String order(LetterFilter filter) {
    String first = filter.reason().isEmpty() ? "d.topic, " : "d.reason, ";
    return " order by " + (filter.reason().isEmpty() && filter.topic().isEmpty() ? "" : first);
  }

  private static Found found(ResultSet row) throws SQLException {
    String origin = row.getString("origin_topic");
    String message = row.getString("message");
    return new Found(
        row.getLong("id"),
        new Place(row.getString("topic"), row.getInt("part"), row.getLong("record_offset")),
        row.getLong("refused_at"),
        row.getString("image_id"),
        row.getString("image_key"),
        origin == null
            ? null
            : new Place(origin, row.getInt("origin_part"), row.getLong("origin_offset")),
        row.getString("stage"),
        row.getString("reason"),
        message == null || message.length() <= MESSAGE ? message : message.substring(0, MESSAGE),
        (Long) row.getObject("tagged_since"));
  }
}
