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

  /** The most named first; of an index, whatever the number of reviews. */
  static final String MOST =
      "select name, pairs, agreed from agreement where kind = ? order by kind, pairs desc, name limit "
          + SHOWN;

  Agreement {
    labels = List.copyOf(labels);
    reviewers = List.copyOf(reviewers);
  }

  static Agreement of(Handle handle, double share) {
    return new Agreement(share, rows(handle, Agreements.LABEL), rows(handle, Agreements.REVIEWER));
  }

  private static List<Row> rows(Handle handle, String kind) {
    return handle
        .createQuery(MOST)
        .bind(0, kind)
        .map((row, context) -> new Row(row.getString(1), row.getLong(2), row.getLong(3)))
        .list();
  }
}
