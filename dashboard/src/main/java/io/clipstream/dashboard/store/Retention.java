package io.clipstream.dashboard.store;

import java.time.Duration;
import org.jdbi.v3.core.Handle;

/**
 * How much the index keeps. What it forgets is still in the topics, as long as Kafka keeps that.
 *
 * @param age of results and dead letters
 * @param results how many at most
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
    long oldest = now - age.toMillis();
    int gone =
        handle.execute(
            "delete from result where id in"
                + " (select id from result where tagged_at < ? order by tagged_at limit ?)",
            oldest,
            BATCH);
    handle.execute("delete from dead_letter where refused_at < ?", oldest);
    long many = handle.createQuery("select count(*) from result").mapTo(Long.class).one();
    if (many > results) {
      gone +=
          handle.execute(
              "delete from result where id in"
                  + " (select id from result order by tagged_at, id limit ?)",
              Math.min(BATCH, many - results));
    }
    return gone >= BATCH;
  }
}
