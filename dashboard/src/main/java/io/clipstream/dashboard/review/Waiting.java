package io.clipstream.dashboard.review;

import io.clipstream.dashboard.store.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Finds what waits for people, the most severe and oldest first. */
final class Waiting {
  private Waiting() {}

  /**
   * Which pictures.
   *
   * @param queue name of a {@link Queue}; empty texts mean any
   */
  record Filter(String queue, String labelSet, String label) {}

  /** What waits. */
  record Item(long resultId, String imageKey, Result.Place image, String labelSet, Asking asking) {
    /** Names it in leases. */
    String lease() {
      return image.topic() + "/" + image.partition() + "/" + image.offset() + "/" + labelSet;
    }
  }

  private static final String COLUMNS =
      "select result_id, image_key, image_topic, image_part, image_offset, label_set, queue, label,"
          + " score, threshold from review_item where ";

  static List<Item> next(Handle handle, Filter filter, int limit) {
    Map<String, String> exact = new LinkedHashMap<>();
    exact.put("queue", filter.queue());
    exact.put("label_set", filter.labelSet());
    exact.put("label", filter.label());
    exact.values().removeIf(String::isEmpty);
    StringBuilder where = new StringBuilder("not decided");
    exact.keySet().forEach(column -> where.append(" and ").append(column).append(" = :").append(column));
    Query query =
        handle
            .createQuery(
                COLUMNS + where + " order by severity desc, tagged_at, result_id limit :limit")
            .bind("limit", limit);
    exact.forEach(query::bind);
    return items(query);
  }

  private static List<Item> items(Query query) {
    return query
        .map(
            (row, context) ->
                new Item(
                    row.getLong(1),
                    row.getString(2),
                    new Result.Place(row.getString(3), row.getInt(4), row.getLong(5)),
                    row.getString(6),
                    new Asking(
                        Queue.valueOf(row.getString(7)),
                        row.getString(8),
                        row.getFloat(9),
                        (Float) row.getObject(10))))
        .list();
  }

  /**
   * How much waits.
   *
   * @param queues by queue, all of them
   */
  record Counts(
      long all, Map<String, Long> queues, Map<String, Long> labelSets, Map<String, Long> labels) {}

  static Counts counts(Handle handle) {
    Map<String, Long> queues = new LinkedHashMap<>();
    for (Queue queue : List.of(Queue.BLOCK, Queue.REVIEW, Queue.NEAR, Queue.SAMPLE)) {
      queues.put(queue.name(), 0L);
    }
    Map<String, Long> sets = new TreeMap<>();
    Map<String, Long> labels = new TreeMap<>();
    List<Long> numbers = new ArrayList<>();
    handle
        .createQuery(
            "select queue, label_set, label, count(*) from review_item where not decided"
                + " group by queue, label_set, label")
        .map(
            (row, context) -> {
              long many = row.getLong(4);
              queues.merge(row.getString(1), many, Long::sum);
              sets.merge(row.getString(2), many, Long::sum);
              labels.merge(row.getString(3), many, Long::sum);
              return many;
            })
        .forEach(numbers::add);
    labels.remove("");
    return new Counts(numbers.stream().mapToLong(Long::longValue).sum(), queues, sets, labels);
  }

  /** The result with its number. */
  static Optional<Result> result(Handle handle, long id) {
    return results(handle, "r.id = :id", Map.of("id", id));
  }

  /** The newest result of the picture at a place. */
  static Optional<Result> resultAt(Handle handle, Result.Place image) {
    return results(
        handle,
        "r.image_topic = :topic and r.image_part = :part and r.image_offset = :offset",
        Map.of("topic", image.topic(), "part", image.partition(), "offset", image.offset()));
  }

  private static Optional<Result> results(Handle handle, String where, Map<String, ?> values) {
    Query query =
        handle.createQuery(
            "select * from result r where " + where + " order by r.tagged_at desc, r.id desc limit 1");
    values.forEach(query::bind);
    return query.map((row, context) -> ResultRows.of(handle, row)).findFirst();
  }
}
