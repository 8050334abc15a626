package io.clipstream.dashboard.store;

import io.clipstream.dashboard.store.Conditions.Condition;
import io.clipstream.dashboard.store.ResultSearch.Cursor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * A search along one index, newest first: one condition of the filter leads, the others are held
 * against a bounded number of rows. So a search for what few results have together takes no longer
 * than one for what many have; it only has to go on more often.
 */
final class Walk {
  private static final int FENCE = 1_000_000;

  /**
   * A condition that leads along an index.
   *
   * @param order what the rows of the index are ordered by before time, empty for nothing: H2 takes
   *     an order from an index only if all of it is named
   * @param isOrdered whether the rows are in order of time then; else they have to be few
   */
  private record Lead(Optional<Condition> condition, String order, boolean isOrdered) {
    static final Lead TIME = new Lead(Optional.empty(), "", true);

    /** By one value of a column. */
    static Lead of(Condition condition) {
      String column = condition.sql().split(" ", 2)[0];
      return new Lead(Optional.of(condition), column + ", ", true);
    }

    /** By several values. */
    static Lead ofSeveral(Condition condition) {
      return new Lead(Optional.of(condition), "", false);
    }
  }

  private final ResultFilter filter;
  private final Optional<Cursor> before;
  private final Lead lead;

  private Walk(ResultFilter filter, Optional<Cursor> before, Lead lead) {
    this.filter = filter;
    this.before = before;
    this.lead = lead;
  }

  /** Along the condition that probably leads best, without a look at the index. */
  static Walk likely(ResultFilter filter, Optional<Cursor> before) {
    Lead lead = leads(filter).stream().filter(Lead::isOrdered).findFirst().orElse(Lead.TIME);
    return new Walk(filter, before, lead);
  }

  /** Along a condition that so few rows have, if there is one. */
  static Walk shortest(Handle handle, ResultFilter filter, Optional<Cursor> before, int few) {
    Map<Walk, Integer> lengths = new LinkedHashMap<>();
    for (Lead lead : leads(filter)) {
      Walk walk = new Walk(filter, before, lead);
      int rows = walk.count(handle, few + 1);
      if (rows <= few) {
        lengths.put(walk, rows);
      }
    }
    return lengths.entrySet().stream()
        .min(Comparator.comparing(Map.Entry::getValue))
        .map(Map.Entry::getKey)
        .orElse(likely(filter, before));
  }

  /** The conditions of a filter that have an index, those that few results have first. */
  private static List<Lead> leads(ResultFilter filter) {
    List<Lead> leads = new ArrayList<>();
    if (isByLabel(filter)) {
      leads.add(Lead.of(new Condition("t.label = :label", Map.of("label", filter.label()))));
    }
    exact(filter).forEach(condition -> leads.add(Lead.of(condition)));
    boolean isOne = filter.decisions().size() == 1;
    decisions(filter).ifPresent(each -> leads.add(isOne ? Lead.of(each) : Lead.ofSeveral(each)));
    if (!isByLabel(filter)) {
      scores(filter, "r.top_score").ifPresent(each -> leads.add(Lead.ofSeveral(each)));
    }
    return leads;
  }

  private static boolean isByLabel(ResultFilter filter) {
    return !filter.label().isEmpty();
  }

  private static List<Condition> exact(ResultFilter filter) {
    List<Condition> exact = new ArrayList<>();
    text("r.source", "source", filter.source()).ifPresent(exact::add);
    text("r.checkpoint", "checkpoint", filter.checkpoint()).ifPresent(exact::add);
    text("r.label_set", "labelSet", filter.labelSet()).ifPresent(exact::add);
    return exact;
  }

  private static Optional<Condition> text(String column, String name, String value) {
    return value.isEmpty()
        ? Optional.empty()
        : Optional.of(new Condition(column + " = :" + name, Map.of(name, value)));
  }

  private static Optional<Condition> decisions(ResultFilter filter) {
    if (filter.decisions().isEmpty()) {
      return Optional.empty();
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (String decision : filter.decisions()) {
      values.put("decision" + values.size(), decision);
    }
    String names = ":" + String.join(", :", values.keySet());
    return Optional.of(
        new Condition(
            values.size() == 1 ? "r.decision = " + names : "r.decision in (" + names + ")",
            values));
  }

  private static Optional<Condition> scores(ResultFilter filter, String column) {
    return filter.hasScores()
        ? Optional.of(
            new Condition(
                column + " >= :minScore and " + column + " <= :maxScore",
                Map.of("minScore", filter.minScore(), "maxScore", filter.maxScore())))
        : Optional.empty();
  }

  private boolean isAlongTags() {
    return lead.condition().filter(each -> each.sql().startsWith("t.")).isPresent();
  }

  /** The rows that lead, of the tags or of the results. */
  private Conditions rows(String tables) {
    String at = at();
    String id = id();
    Conditions rows = new Conditions(tables, lead.order() + at + " desc, " + id + " desc");
    lead.condition().ifPresent(rows::add);
    filter.from().ifPresent(from -> rows.add(at + " >= :from", "from", from));
    filter.to().ifPresent(to -> rows.add(at + " < :to", "to", to));
    // The first term alone bounds what an index has to be read from.
    before.ifPresent(
        cursor -> {
          rows.add(at + " <= :before", "before", cursor.taggedAt());
          rows.add("(" + at + " < :before or " + id + " < :beforeId)", "beforeId", cursor.id());
        });
    return rows;
  }

  /** What the other conditions leave of the rows. */
  private Conditions rest(String rows) {
    Conditions rest = new Conditions("(" + rows + ") r", "r.tagged_at desc, r.id desc");
    if (isAlongTags()) {
      scores(filter, "r.tag_score").ifPresent(rest::add);
    } else if (isByLabel(filter)) {
      addLabel(rest);
    } else {
      scores(filter, "r.top_score").ifPresent(rest::add);
    }
    exact(filter).forEach(rest::add);
    decisions(filter).ifPresent(rest::add);
    return rest;
  }

  private void addLabel(Conditions rest) {
    Conditions tags = new Conditions("result_tag t", "");
    // The index by label has the time before the result.
    tags.add(new Condition("t.result_id = r.id and t.tagged_at = r.tagged_at", Map.of()));
    tags.add("t.label = :label", "label", filter.label());
    scores(filter, "t.score").ifPresent(tags::add);
    rest.add(new Condition("exists (select 1" + tags.from() + ")", tags.values()));
  }

  /** Where so many rows end, if there are as many. */
  Optional<Cursor> end(Handle handle, int many) {
    if (!lead.isOrdered()) {
      return Optional.empty(); // they were counted, and are few
    }
    Conditions rows = rows(table());
    return query(
            handle,
            "select " + at() + ", " + id() + rows.ordered() + " limit 1 offset :offset",
            rows)
        .bind("offset", many - 1)
        .map((row, context) -> new Cursor(row.getLong(1), row.getLong(2)))
        .findFirst();
  }

  /**
   * A query for the results among the rows down to an end, or among all. The rows are in a table of
   * their own with a limit that none reaches: so no other condition can lead.
   *
   * @param columns of the result {@code r}
   * @param limit results at most
   */
  Query results(Handle handle, String columns, Optional<Cursor> end, int limit) {
    Conditions rows =
        rows(isAlongTags() ? "result_tag t join result r on r.id = t.result_id" : "result r");
    end.ifPresent(last -> addEnd(rows, last));
    String score = isAlongTags() ? ", t.score as tag_score" : "";
    Conditions rest = rest("select r.*" + score + rows.ordered() + " limit " + FENCE);
    return query(handle, columns + rest.ordered() + " limit :limit", rows)
        .bindMap(rest.values())
        .bind("limit", limit);
  }

  private void addEnd(Conditions rows, Cursor end) {
    rows.add(at() + " >= :end", "end", end.taggedAt());
    rows.add("(" + at() + " > :end or " + id() + " >= :endId)", "endId", end.id());
  }

  /** How many rows lead, at most {@code most}. */
  private int count(Handle handle, int most) {
    Conditions rows = rows(table());
    String some = "select 1 as one" + rows.from() + " limit :most";
    return query(handle, "select count(*) from (" + some + ") few", rows)
        .bind("most", most)
        .mapTo(Integer.class)
        .one();
  }

  private String at() {
    return isAlongTags() ? "t.tagged_at" : "r.tagged_at";
  }

  private String id() {
    return isAlongTags() ? "t.result_id" : "r.id";
  }

  private String table() {
    return isAlongTags() ? "result_tag t" : "result r";
  }

  private static Query query(Handle handle, String sql, Conditions conditions) {
    return handle.createQuery(sql).bindMap(conditions.values());
  }
}
