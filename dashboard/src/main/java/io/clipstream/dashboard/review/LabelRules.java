package io.clipstream.dashboard.review;

import io.clipstream.dashboard.store.Term;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Thresholds of label sets, revision by revision. */
final class LabelRules {
  private LabelRules() {}

  /** A label of a set with its threshold. */
  record Rule(String label, float threshold, String action) {}

  /** The thresholds of a result's tags by label, as far as they are known. */
  static Map<String, Float> ofResult(Handle handle, long resultId) {
    Map<String, Float> thresholds = new LinkedHashMap<>();
    handle
        .createQuery(
            "select t.label, l.threshold from result_tag t join result r on r.id = t.result_id"
                + " join label_rule l on l.label_set = r.label_set and l.revision = r.revision"
                + " and l.label = t.label where t.result_id = ? order by t.place")
        .bind(0, resultId)
        .map((row, context) -> Map.entry(row.getString(1), row.getFloat(2)))
        .forEach(entry -> thresholds.put(entry.getKey(), entry.getValue()));
    return thresholds;
  }

  /** The first labels of a revision, in the order of the set. */
  static List<Rule> first(Handle handle, String labelSet, long revision, int limit) {
    return handle
        .createQuery(
            "select label, threshold, action from label_rule where label_set = ? and revision = ?"
                + " order by place limit ?")
        .bind(0, labelSet)
        .bind(1, revision)
        .bind(2, limit)
        .map((row, context) -> new Rule(row.getString(1), row.getFloat(2), row.getString(3)))
        .list();
  }

  /**
   * Keeps the thresholds of a label set in force.
   *
   * @return false if they were known
   */
  static boolean add(Handle handle, LabelSet set) {
    String id = Term.of(set.getId());
    boolean known =
        handle
            .createQuery("select 1 from label_rule where label_set = ? and revision = ? limit 1")
            .bind(0, id)
            .bind(1, set.getRevision())
            .mapTo(Integer.class)
            .findOne()
            .isPresent();
    if (known) {
      return false;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            "insert into label_rule (label_set, revision, label, place, threshold, action)"
                + " values (?, ?, ?, ?, ?, ?)");
    List<Label> labels = set.getLabels();
    for (int i = 0; i < labels.size(); i++) {
      Label label = labels.get(i);
      batch.add(
          id,
          set.getRevision(),
          Term.of(label.getName()),
          i,
          label.getThreshold(),
          label.getAction().name());
    }
    batch.execute();
    return true;
  }

  /** Newest results of a revision that were read before its thresholds were. */
  static List<Long> results(Handle handle, String labelSet, long revision, int limit) {
    return handle
        .createQuery(
            "select id from result where label_set = ? and revision = ?"
                + " order by tagged_at desc, id desc limit ?")
        .bind(0, labelSet)
        .bind(1, revision)
        .bind(2, limit)
        .mapTo(Long.class)
        .list();
  }
}
