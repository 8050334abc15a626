package io.clipstream.dashboard.review;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/**
 * Counts how often two reviewers agreed, whenever a review comes or goes: two reviews that stand,
 * of different reviewers, of one picture by one label set. A label that both confirmed, or neither,
 * is agreed on.
 */
final class Agreements {
  static final String REVIEWER = "REVIEWER";
  static final String LABEL = "LABEL";

  private Agreements() {}

  /**
   * Counts a review.
   *
   * @param others that stand, of the same picture, this one not among them
   */
  static void add(Handle handle, Review review, List<Review> others) {
    count(handle, review, others, 1);
  }

  /** Counts a review no more; as above. */
  static void remove(Handle handle, Review review, List<Review> others) {
    count(handle, review, others, -1);
    handle.execute("delete from agreement where pairs <= 0");
  }

  private static void count(Handle handle, Review review, List<Review> others, int times) {
    others.stream()
        .filter(other -> isPair(review, other))
        .forEach(other -> count(handle, review, other, times));
  }

  private static boolean isPair(Review one, Review other) {
    return one.image() != null
        && one.image().equals(other.image())
        && one.labelSet() != null
        && one.labelSet().equals(other.labelSet())
        && one.reviewer() != null
        && other.reviewer() != null
        && !one.reviewer().equals(other.reviewer());
  }

  private static void count(Handle handle, Review one, Review other, int times) {
    boolean isSame = one.decision().equals(other.decision());
    count(handle, REVIEWER, one.reviewer(), times, isSame);
    count(handle, REVIEWER, other.reviewer(), times, isSame);
    Set<String> labels = new TreeSet<>(one.labels());
    labels.addAll(one.removed());
    labels.addAll(other.labels());
    labels.addAll(other.removed());
    for (String label : labels) {
      boolean isAgreed = one.labels().contains(label) == other.labels().contains(label);
      count(handle, LABEL, label, times, isAgreed);
    }
  }

  private static void count(Handle handle, String kind, String name, int times, boolean isAgreed) {
    int agreed = isAgreed ? times : 0;
    int known =
        handle.execute(
            "update agreement set pairs = pairs + ?, agreed = agreed + ? where kind = ? and name = ?",
            times,
            agreed,
            kind,
            name);
    if (known == 0) {
      handle.execute(
          "insert into agreement (kind, name, pairs, agreed) values (?, ?, ?, ?)",
          kind,
          name,
          times,
          agreed);
    }
  }
}
