package io.clipstream.dashboard.models;

import io.clipstream.dashboard.store.Term;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * What the index says of two checkpoints: how decisions and labels were shared out among the newest
 * pictures of each, and of the pictures that both tagged, how many were decided otherwise. Only
 * results of one revision of one label set are compared.
 */
final class SwapComparison {
  private static final int NEWEST = 1_000;

  /** The order is the index's, all of it: else H2 sorts whatever there is. */
  private static final String SAMPLE =
      "select id, decision, image_topic, image_part, image_offset from result where checkpoint ="
          + " :checkpoint and label_set = :set and revision = :revision"
          + " order by checkpoint, label_set, revision, tagged_at desc, id desc limit "
          + NEWEST;

  private final Jdbi jdbi;

  SwapComparison(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** A label set in one revision. */
  record Rules(String labelSet, long revision) {}

  /**
   * How some pictures were tagged.
   *
   * @param pictures how many, the newest thousand at most
   * @param decisions how many by decision
   * @param labels how many by label that reached its threshold
   */
  record Shares(long pictures, Map<String, Long> decisions, Map<String, Long> labels) {}

  /**
   * Pictures that both tagged.
   *
   * @param changed of them, those that were decided otherwise
   */
  record Both(long pictures, long changed) {}

  /**
   * @param rules null where the index has no results of both under the same rules
   */
  record Comparison(Rules rules, Shares before, Shares after, Both both) {}

  /** Compares one checkpoint with the one before it, by their ids. */
  Comparison of(String before, String after) {
    return jdbi.withHandle(
        handle -> {
          Optional<Rules> rules = rules(handle, Term.of(before), Term.of(after));
          return rules
              .map(
                  same ->
                      new Comparison(
                          same,
                          shares(handle, Term.of(before), same),
                          shares(handle, Term.of(after), same),
                          both(handle, Term.of(before), Term.of(after), same)))
              .orElse(new Comparison(null, null, null, null));
        });
  }

  /** Of the rules that the newer one tagged by most of late, those that the older one knew too. */
  private static Optional<Rules> rules(Handle handle, String before, String after) {
    return handle
        .createQuery(
            "select label_set, revision, count(*) as many from (select label_set, revision from"
                + " result where checkpoint = :after order by checkpoint, tagged_at desc, id desc"
                + " limit 2000)"
                + " latest group by label_set, revision order by many desc")
        .bind("after", after)
        .map((row, context) -> new Rules(row.getString(1), row.getLong(2)))
        .list()
        .stream()
        .filter(rules -> isKnown(handle, before, rules))
        .findFirst();
  }

  private static boolean isKnown(Handle handle, String checkpoint, Rules rules) {
    return handle
        .createQuery(
            "select 1 from result where checkpoint = :checkpoint and label_set = :set"
                + " and revision = :revision limit 1")
        .bind("checkpoint", checkpoint)
        .bind("set", rules.labelSet())
        .bind("revision", rules.revision())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  private static Shares shares(Handle handle, String checkpoint, Rules rules) {
    Map<String, Long> decisions =
        counts(
            handle,
            "select decision, count(*) from (" + SAMPLE + ") latest group by decision",
            checkpoint,
            rules);
    Map<String, Long> labels =
        counts(
            handle,
            "select t.label, count(*) from ("
                + SAMPLE
                + ") latest join result_tag t on t.result_id = latest.id where t.applied"
                + " group by t.label",
            checkpoint,
            rules);
    return new Shares(
        decisions.values().stream().mapToLong(Long::longValue).sum(), decisions, labels);
  }

  private static Map<String, Long> counts(
      Handle handle, String sql, String checkpoint, Rules rules) {
    Map<String, Long> counts = new TreeMap<>();
    handle
        .createQuery(sql)
        .bind("checkpoint", checkpoint)
        .bind("set", rules.labelSet())
        .bind("revision", rules.revision())
        .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
        .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
    return counts;
  }

  private static Both both(Handle handle, String before, String after, Rules rules) {
    List<Boolean> same =
        handle
            .createQuery(
                "select latest.decision, other.decision from ("
                    + SAMPLE
                    + ") latest join result other on other.image_topic = latest.image_topic"
                    + " and other.image_part = latest.image_part"
                    + " and other.image_offset = latest.image_offset"
                    + " and other.checkpoint = :before and other.label_set = :set"
                    + " and other.revision = :revision")
            .bind("checkpoint", after)
            .bind("before", before)
            .bind("set", rules.labelSet())
            .bind("revision", rules.revision())
            .map((row, context) -> row.getString(1).equals(row.getString(2)))
            .list();
    return new Both(same.size(), same.stream().filter(equal -> !equal).count());
  }
}
