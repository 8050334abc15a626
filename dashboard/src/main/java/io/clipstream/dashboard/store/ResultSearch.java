package io.clipstream.dashboard.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/** Finds results, newest first. */
public final class ResultSearch {
  private static final String COLUMNS =
      "select r.id, r.image_id, r.image_key, r.image_topic, r.image_part, r.image_offset,"
          + " r.tag_part, r.tag_offset, r.source, r.captured_at, r.tagged_at, r.decision,"
          + " r.checkpoint, r.label_set, r.revision, r.micros, r.width, r.height, r.has_thumbnail";

  private static final String NEWEST =
      "select id, source, label_set, checkpoint from result"
          + " order by tagged_at desc, id desc limit 2000";

  /** Rows that most searches find a page among. */
  private static final int QUICK = 400;

  /** Rows that one answer may take. */
  private static final int FEW = 3_000;

  private final Jdbi jdbi;
  private final String tagsTopic;
  private final int quick;
  private final int few;

  /**
   * @param tagsTopic where the tag events of all results lie
   */
  public ResultSearch(Jdbi jdbi, String tagsTopic) {
    this(jdbi, tagsTopic, QUICK, FEW);
  }

  ResultSearch(Jdbi jdbi, String tagsTopic, int quick, int few) {
    this.jdbi = jdbi;
    this.tagsTopic = tagsTopic;
    this.quick = quick;
    this.few = few;
  }

  /**
   * Where a page ends and the next one begins.
   *
   * @param taggedAt of the last result, milliseconds since 1970
   */
  public record Cursor(long taggedAt, long id) {
    /** As it stands in addresses. */
    @Override
    public String toString() {
      return taggedAt + "-" + id;
    }

    /** Reads what {@link #toString} wrote. */
    public static Optional<Cursor> parse(String text) {
      try {
        int dash = text.indexOf('-', 1);
        return dash < 0
            ? Optional.empty()
            : Optional.of(
                new Cursor(
                    Long.parseLong(text.substring(0, dash)),
                    Long.parseLong(text.substring(dash + 1))));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }
  }

  /**
   * Some results.
   *
   * @param next where to look for older ones, if there may be any
   */
  public record Page(List<Result> results, Optional<Cursor> next) {
    public Page {
      results = List.copyOf(results);
    }

    private Page and(Page older) {
      List<Result> both = new ArrayList<>(results);
      both.addAll(older.results());
      return new Page(both, older.next());
    }
  }

  /**
   * The newest results of a filter, at most {@code limit}, older than the cursor if one is given.
   */
  public Page find(ResultFilter filter, Optional<Cursor> before, int limit) {
    Page page = look(filter, before, limit);
    while (page.results().size() < limit && page.next().isPresent()) {
      page = page.and(look(filter, page.next(), limit - page.results().size()));
    }
    return page;
  }

  /**
   * As {@link #find}, but it looks at a bounded part of the index only: where few results have all
   * that the filter asks for, there may be fewer than {@code limit}, even none, and {@code next}
   * says where to go on.
   */
  public Page look(ResultFilter filter, Optional<Cursor> before, int limit) {
    return jdbi.withHandle(
        handle -> {
          Page page = page(handle, Walk.likely(filter, before), Math.max(quick, limit + 1), limit);
          if (page.results().size() == limit || page.next().isEmpty()) {
            return page;
          }
          Walk shortest = Walk.shortest(handle, filter, page.next(), few);
          return page.and(page(handle, shortest, few + 1, limit - page.results().size()));
        });
  }

  private Page page(Handle handle, Walk walk, int rows, int limit) {
    Optional<Cursor> end = walk.end(handle, rows);
    List<Result> found = results(handle, walk.results(handle, COLUMNS, end, limit + 1));
    if (found.size() <= limit) {
      return new Page(found, end);
    }
    Result last = found.get(limit - 1);
    return new Page(found.subList(0, limit), Optional.of(new Cursor(last.taggedAt(), last.id())));
  }

  /** Every result of a picture, newest first, at most {@code limit}. */
  public List<Result> ofImage(String imageKey, int limit) {
    Conditions conditions = new Conditions("result r", "r.tagged_at desc, r.id desc");
    conditions.add("r.image_key = :key", "key", imageKey);
    return query(conditions, limit);
  }

  /** The newest result of the picture at a place. */
  public Optional<Result> at(Result.Place image) {
    Conditions conditions = new Conditions("result r", "r.tagged_at desc, r.id desc");
    conditions.add("r.image_topic = :topic", "topic", image.topic());
    conditions.add("r.image_part = :part", "part", image.partition());
    conditions.add("r.image_offset = :offset", "offset", image.offset());
    return query(conditions, 1).stream().findFirst();
  }

  /** Distinct values of the newest results, to choose from. */
  public List<String> recent(Facet facet, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select distinct %s as choice from (%s) recent %s where %1$s is not null"
                            .formatted(facet.column, NEWEST, facet.join)
                        + " order by choice limit :limit")
                .bind("limit", limit)
                .mapTo(String.class)
                .list());
  }

  /** What can be chosen from. */
  public enum Facet {
    LABEL("t.label", "join result_tag t on t.result_id = recent.id"),
    SOURCE("recent.source", ""),
    LABEL_SET("recent.label_set", ""),
    CHECKPOINT("recent.checkpoint", "");

    private final String column;
    private final String join;

    Facet(String column, String join) {
      this.column = column;
      this.join = join;
    }
  }

  private List<Result> query(Conditions conditions, int limit) {
    return jdbi.withHandle(
        handle ->
            results(
                handle,
                handle
                    .createQuery(COLUMNS + conditions.ordered() + " limit :limit")
                    .bindMap(conditions.values())
                    .bind("limit", limit)));
  }

  private List<Result> results(Handle handle, Query query) {
    Map<Long, Result> rows = new LinkedHashMap<>();
    query.map((row, context) -> result(row)).forEach(result -> rows.put(result.id(), result));
    return withTags(handle, rows);
  }

  private List<Result> withTags(Handle handle, Map<Long, Result> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    Map<Long, List<Result.Tag>> tags = new LinkedHashMap<>();
    handle
        .createQuery(
            "select result_id, label, score, action, applied from result_tag"
                + " where result_id in (<ids>) order by result_id, place")
        .bindList("ids", List.copyOf(rows.keySet()))
        .map(
            (row, context) ->
                Map.entry(
                    row.getLong(1),
                    new Result.Tag(
                        row.getString(2), row.getFloat(3), row.getString(4), row.getBoolean(5))))
        .forEach(
            tag -> tags.computeIfAbsent(tag.getKey(), id -> new ArrayList<>()).add(tag.getValue()));
    return rows.values().stream()
        .map(result -> result.withTags(tags.getOrDefault(result.id(), List.of())))
        .toList();
  }

  private Result result(ResultSet row) throws SQLException {
    return new Result(
        row.getLong("id"),
        row.getString("image_id"),
        row.getString("image_key"),
        new Result.Place(
            row.getString("image_topic"), row.getInt("image_part"), row.getLong("image_offset")),
        new Result.Place(tagsTopic, row.getInt("tag_part"), row.getLong("tag_offset")),
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
        List.of());
  }
}
