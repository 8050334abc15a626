package io.clipstream.dashboard.review;

import io.clipstream.dashboard.store.Term;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Thresholds of label sets, revision by revision. The thread that reads the topics alone writes.
 */
final class LabelRules {
  private static final int REMEMBERED = 64;

  /** Revisions of a set; results by older ones are long gone. */
  private static final int KEPT = 200;

  private record Revision(String labelSet, long revision) {}

  private final Map<Revision, Map<String, Float>> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Revision, Map<String, Float>> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** A label of a set with its threshold. */
  record Rule(String label, float threshold, String action) {}

  /** The thresholds of a revision by label; empty if they are not known. */
  synchronized Map<String, Float> thresholds(Handle handle, String labelSet, long revision) {
    Revision key = new Revision(labelSet, revision);
    Map<String, Float> known = remembered.get(key);
    if (known == null) {
      known = read(handle, labelSet, revision);
      if (!known.isEmpty()) { // they may come yet
        remembered.put(key, known);
      }
    }
    return known;
  }

  private static Map<String, Float> read(Handle handle, String labelSet, long revision) {
    Map<String, Float> thresholds = new HashMap<>();
    first(handle, labelSet, revision, Integer.MAX_VALUE)
        .forEach(rule -> thresholds.put(rule.label(), rule.threshold()));
    return Map.copyOf(thresholds);
  }

  /** What was remembered may be of an index that is gone. */
  synchronized void forget() {
    remembered.clear();
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
   * @return false if they were known, or are of a revision that is not kept any more
   */
  boolean add(Handle handle, LabelSet set) {
    String id = Term.of(set.getId());
    if (!first(handle, id, set.getRevision(), 1).isEmpty()
        || set.getRevision() < oldest(handle, id)) {
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
    handle.execute(
        "delete from label_rule where label_set = ? and revision < ?", id, oldest(handle, id));
    forget();
    return true;
  }

  /** The oldest revision of a set that is kept, if it has as many as are; else below all. */
  private static long oldest(Handle handle, String labelSet) {
    return handle
        .createQuery(
            "select distinct revision from label_rule where label_set = ?"
                + " order by revision desc limit 1 offset ?")
        .bind(0, labelSet)
        .bind(1, KEPT - 1)
        .mapTo(Long.class)
        .findOne()
        .orElse(Long.MIN_VALUE);
  }
}
