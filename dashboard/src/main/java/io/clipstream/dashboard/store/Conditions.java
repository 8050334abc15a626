package io.clipstream.dashboard.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The part of a statement that says which rows, in which order. */
final class Conditions {
  private final String tables;
  private final String order;
  private final List<String> terms = new ArrayList<>();
  private final Map<String, Object> values = new LinkedHashMap<>();

  Conditions(String tables, String order) {
    this.tables = tables;
    this.order = order;
  }

  /** A condition with the values of its names. */
  record Condition(String sql, Map<String, Object> values) {
    Condition {
      values = Map.copyOf(values);
    }
  }

  void add(Condition condition) {
    terms.add(condition.sql());
    values.putAll(condition.values());
  }

  void add(String term, String name, Object value) {
    add(new Condition(term, Map.of(name, value)));
  }

  Map<String, Object> values() {
    return values;
  }

  /** The rows in no order. */
  String from() {
    return " from " + tables + (terms.isEmpty() ? "" : " where " + String.join(" and ", terms));
  }

  /** The rows in their order. */
  String ordered() {
    return from() + " order by " + order;
  }
}
