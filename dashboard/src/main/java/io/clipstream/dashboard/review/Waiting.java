package io.clipstream.dashboard.review;

import io.clipstream.dashboard.store.Result;
import io.clipstream.dashboard.store.Term;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Finds what waits for people, the most severe and oldest first. */
final class Waiting {
  /** No item that the reviewer has decided: a second look is another's. */
  private static final String OPEN =
      "i.decided = false and (i.reviewer is null or i.reviewer <> :reviewer)";

  private static final String COLUMNS =
      "select i.result_id, i.image_topic, i.image_part, i.image_offset, i.label_set, i.queue,"
          + " i.label, i.score, i.threshold from review_item i where ";

  private Waiting() {}

  /**
   * Which pictures.
   *
   * @param queue name of a {@link Queue}; empty texts mean any
   */
  record Filter(String queue, String labelSet, String label) {}

  /** What waits. */
  record Item(long number, Result.Place image, String labelSet, Asking asking) {
    /** Names it, whatever index it is in. */
    String name() {
      return name(image, labelSet);
    }

    static String name(Result.Place image, String labelSet) {
      return image.partition() + "-" + image.offset() + "-" + labelSet;
    }
  }

  /** The next items of a reviewer. Each order is one of an index. */
  static List<Item> next(Handle handle, String reviewer, Filter filter, int limit) {
    StringBuilder where = new StringBuilder(OPEN);
    StringBuilder order = new StringBuilder(" order by i.decided");
    Map<String, Object> values = new LinkedHashMap<>();
    if (!filter.queue().isEmpty()) {
      where.append(" and i.severity = :severity");
      values.put("severity", Queue.severityOf(filter.queue()));
    }
    if (!filter.label().isEmpty()) {
      where.append(" and i.label = :label");
      order.append(", i.label");
      values.put("label", Term.of(filter.label()));
    }
    if (!filter.labelSet().isEmpty()) {
      where.append(" and i.label_set = :labelSet");
      order.append(", i.label_set");
      values.put("labelSet", Term.of(filter.labelSet()));
    }
    Query query =
        handle
            .createQuery(
                COLUMNS
                    + where
                    + order
                    + ", i.severity desc, i.tagged_at, i.result_id limit :limit")
            .bind("reviewer", Term.of(reviewer))
            .bind("limit", limit);
    values.forEach(query::bind);
    return items(query);
  }

  /** An item by its name, if it waits for the reviewer. */
  static Optional<Item> named(Handle handle, String imagesTopic, String reviewer, String name) {
    String[] parts = name.split("-", 3);
    if (parts.length < 3) {
      return Optional.empty();
    }
    try {
      return items(
              handle
                  .createQuery(
                      COLUMNS
                          + OPEN
                          + " and i.image_topic = :topic and i.image_part = :part"
                          + " and i.image_offset = :offset and i.label_set = :set")
                  .bind("reviewer", Term.of(reviewer))
                  .bind("topic", imagesTopic)
                  .bind("part", Integer.parseInt(parts[0]))
                  .bind("offset", Long.parseLong(parts[1]))
                  .bind("set", parts[2]))
          .stream()
          .findFirst();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static List<Item> items(Query query) {
    return query
        .map(
            (row, context) ->
                new Item(
                    row.getLong(1),
                    new Result.Place(row.getString(2), row.getInt(3), row.getLong(4)),
                    row.getString(5),
                    new Asking(
                        Queue.valueOf(row.getString(6)),
                        row.getString(7),
                        row.getFloat(8),
                        (Float) row.getObject(9))))
        .list();
  }

  /**
   * How much waits.
   *
   * @param queues by queue, all of them, the most severe first
   */
  record Counts(
      long all, Map<String, Long> queues, Map<String, Long> labelSets, Map<String, Long> labels) {}

  /**
   * So much waits.
   *
   * @param decidedBy who has decided, where another is to decide too
   */
  private record Group(
      String queue, String labelSet, String label, Optional<String> decidedBy, long many) {}

  /** How much waits for anybody, in groups. */
  static final class Everything {
    private final List<Group> groups;

    private Everything(List<Group> groups) {
      this.groups = groups;
    }

    /** How much that is. */
    long count() {
      return groups.stream().mapToLong(Group::many).sum();
    }

    /** How much of it waits for a reviewer. */
    Counts of(String reviewer) {
      Map<String, Long> queues = new LinkedHashMap<>();
      Queue.MOST_SEVERE_FIRST.forEach(queue -> queues.put(queue.name(), 0L));
      Map<String, Long> sets = new TreeMap<>();
      Map<String, Long> labels = new TreeMap<>();
      String name = Term.of(reviewer);
      List<Group> open =
          groups.stream()
              .filter(group -> group.decidedBy().filter(name::equals).isEmpty())
              .toList();
      for (Group group : open) {
        queues.merge(group.queue(), group.many(), Long::sum);
        sets.merge(group.labelSet(), group.many(), Long::sum);
        labels.merge(group.label(), group.many(), Long::sum);
      }
      labels.remove("");
      return new Counts(open.stream().mapToLong(Group::many).sum(), queues, sets, labels);
    }
  }

  /** Counts what waits; it takes the longer the more there is. */
  static Everything everything(Handle handle) {
    return new Everything(
        handle
            .createQuery(
                "select queue, label_set, label, reviewer, count(*) from review_item"
                    + " where decided = false group by queue, label_set, label, reviewer")
            .map(
                (row, context) ->
                    new Group(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        Optional.ofNullable(row.getString(4)),
                        row.getLong(5)))
            .list());
  }
}
