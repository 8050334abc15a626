package io.clipstream.dashboard.store;

import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * How much the index keeps. What it forgets is still in the topics, as long as Kafka keeps that.
 *
 * @param age of results, dead letters and reviews
 * @param results how many at most; as many dead letters and as many reviews
 */
public record Retention(Duration age, long results) {
  /** A month, or two million results. */
  public static final Retention DEFAULT = new Retention(Duration.ofDays(30), 2_000_000);

  /** At most so many a time, so that a transaction stays short. */
  private static final int BATCH = 2_000;

  public Retention {
    if (age.isNegative() || age.isZero() || results < 1) {
      throw new IllegalArgumentException(
          "retention is " + age + " and " + results + " results, expected above 0");
    }
  }

  /**
   * Deletes some of what is too old or too much.
   *
   * @param now milliseconds since 1970
   * @return whether there may be more
   */
  public boolean apply(Handle handle, long now) {
    return apply(handle, now, List.of());
  }

  /**
   * As above.
   *
   * @param others who forget what they keep by the same rule
   */
  public boolean apply(Handle handle, long now, List<Forgetting> others) {
    long oldest = now - age.toMillis();
    int gone =
        forget(handle, "result", "tagged_at", oldest)
            + forget(handle, "dead_letter", "refused_at", oldest);
    for (Forgetting other : others) {
      gone += other.forget(handle, oldest, results, BATCH);
    }
    return gone >= BATCH;
  }

  private int forget(Handle handle, String table, String time, long oldest) {
    String some =
        "delete from %1$s where id in (select id from %1$s %2$s order by %3$s, id limit ?)";
    int gone = handle.execute(some.formatted(table, "where " + time + " < ?", time), oldest, BATCH);
    long many = handle.createQuery("select count(*) from " + table).mapTo(Long.class).one();
    if (many > results) {
      gone += handle.execute(some.formatted(table, "", time), Math.min(BATCH, many - results));
    }
    return gone;
  }
}
