package io.clipstream.dashboard.review;

import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * How often two reviewers of the same picture and label set said the same.
 *
 * @param share of pictures that two are to look at
 * @param labels of pictures where one of the two named the label at least, the most named first
 * @param reviewers with those who looked at the same pictures, by their decisions
 */
record Agreement(double share, List<Row> labels, List<Row> reviewers) {
  private static final int SHOWN = 100;

  /**
   * A label or a reviewer.
   *
   * @param pairs of reviews
   * @param agreed of those
   */
  record Row(String name, long pairs, long agreed) {}

  /** Each two reviews of different reviewers once. */
  private static final String PAIRS =
      "from review a join review b on b.image_key = a.image_key and b.image_topic = a.image_topic"
          + " and b.image_part = a.image_part and b.image_offset = a.image_offset"
          + " and b.label_set = a.label_set and a.reviewer < b.reviewer"
          + " where not a.undone and not b.undone";

  private static final String REVIEWERS =
      "select reviewer, count(*) as pairs, sum(agreed) as agreed from ("
          + "select a.reviewer, case when a.decision = b.decision then 1 else 0 end as agreed "
          + PAIRS
          + " union all select b.reviewer, case when a.decision = b.decision then 1 else 0 end "
          + PAIRS
          + ") each_side group by reviewer order by pairs desc, reviewer limit "
          + SHOWN;

  /** A label that both confirmed, or neither, is agreed on. */
  private static final String LABELS =
      "select label, count(*) as pairs, sum(case when confirmed = 1 then 0 else 1 end) as agreed"
          + " from (select label, sum(confirmed) as confirmed from ("
          + side("a")
          + " union all "
          + side("b")
          + ") sides group by pa, oa, pb, ob, label) named"
          + " group by label order by pairs desc, label limit "
          + SHOWN;

  /** What one of the two said of each label. */
  private static String side(String review) {
    String join =
        " join review_label l on l.part = %1$s.part and l.record_offset = %1$s.record_offset where"
            .formatted(review);
    return "select a.part as pa, a.record_offset as oa, b.part as pb, b.record_offset as ob, l.label,"
        + " case when l.confirmed then 1 else 0 end as confirmed "
        + PAIRS.replace(" where", join);
  }

  Agreement {
    labels = List.copyOf(labels);
    reviewers = List.copyOf(reviewers);
  }

  static Agreement of(Handle handle, double share) {
    return new Agreement(share, rows(handle, LABELS), rows(handle, REVIEWERS));
  }

  private static List<Row> rows(Handle handle, String sql) {
    return handle
        .createQuery(sql)
        .map((row, context) -> new Row(row.getString(1), row.getLong(2), row.getLong(3)))
        .list();
  }
}
