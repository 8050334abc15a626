package io.clipstream.dashboard.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The part of a statement that says which results, in which order. */
final class Conditions {
  private final String tables;
  private final String order;
  private final List<String> terms = new ArrayList<>();
  private final Map<String, Object> values = new LinkedHashMap<>();

  Conditions(String tables, String order) {
    this.tables = tables;
    this.order = order;
  }

  /** A label leads from the tags to the results, anything else goes over the results. */
  static Conditions of(ResultFilter filter, Optional<ResultSearch.Cursor> before) {
    boolean byLabel = !filter.label().isEmpty();
    String first = byLabel ? "t.tagged_at" : "r.tagged_at";
    String second = byLabel ? "t.result_id" : "r.id";
    Conditions conditions =
        new Conditions(
            byLabel ? "result_tag t join result r on r.id = t.result_id" : "result r",
            first + " desc, " + second + " desc");
    if (byLabel) {
      conditions.add("t.label = :label", "label", filter.label());
    }
    if (filter.hasScores()) {
      String score = byLabel ? "t.score" : "r.top_score";
      conditions.add(score + " >= :minScore", "minScore", filter.minScore());
      conditions.add(score + " <= :maxScore", "maxScore", filter.maxScore());
    }
    conditions.addExact(filter);
    filter.from().ifPresent(at -> conditions.add(first + " >= :from", "from", at));
    filter.to().ifPresent(at -> conditions.add(first + " < :to", "to", at));
    before.ifPresent(cursor -> conditions.addBefore(cursor, first, second));
    return conditions;
  }

  private void addExact(ResultFilter filter) {
    if (!filter.decisions().isEmpty()) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < filter.decisions().size(); i++) {
        names.add(":decision" + i);
        values.put("decision" + i, filter.decisions().get(i));
      }
      terms.add("r.decision in (" + String.join(", ", names) + ")");
    }
    addText("r.source", "source", filter.source());
    addText("r.label_set", "labelSet", filter.labelSet());
    addText("r.checkpoint", "checkpoint", filter.checkpoint());
  }

  private void addText(String column, String name, String value) {
    if (!value.isEmpty()) {
      add(column + " = :" + name, name, value);
    }
  }

  /** The first term alone bounds what an index has to be read from. */
  private void addBefore(ResultSearch.Cursor cursor, String first, String second) {
    add(first + " <= :before", "before", cursor.taggedAt());
    add("(" + first + " < :before or " + second + " < :beforeId)", "beforeId", cursor.id());
  }

  void add(String term, String name, Object value) {
    terms.add(term);
    values.put(name, value);
  }

  Map<String, Object> values() {
    return values;
  }

  String sql(String columns) {
    String where = terms.isEmpty() ? "" : " where " + String.join(" and ", terms);
    return columns + " from " + tables + where + " order by " + order + " limit :limit";
  }
}
