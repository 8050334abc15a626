package io.clipstream.dashboard.store;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What the jobs refused, in the index. */
public final class DeadLetters {
  private DeadLetters() {}

  /**
   * A record that was refused, and why.
   *
   * @param place where the dead letter lies
   * @param at milliseconds since 1970
   * @param imageId of the record's key, may be null
   * @param origin where the record lay, if its headers say so
   * @param stage what was being done, may be null
   * @param reason short, for counting
   * @param message for people, may be null
   */
  public record Letter(
      Result.Place place,
      long at,
      String imageId,
      Optional<Result.Place> origin,
      String stage,
      String reason,
      String message) {}

  /** Adds a dead letter unless it is there. */
  public static void add(Handle handle, Letter letter) {
    boolean isThere =
        handle
            .createQuery(
                "select 1 from dead_letter where topic = :topic and part = :part and record_offset = :offset")
            .bind("topic", letter.place().topic())
            .bind("part", letter.place().partition())
            .bind("offset", letter.place().offset())
            .mapTo(Integer.class)
            .findOne()
            .isPresent();
    if (isThere) {
      return;
    }
    handle.execute(
        "insert into dead_letter (topic, part, record_offset, refused_at, image_id, image_key,"
            + " origin_topic, origin_part, origin_offset, stage, reason, message)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        letter.place().topic(),
        letter.place().partition(),
        letter.place().offset(),
        letter.at(),
        Term.storable(letter.imageId()),
        letter.imageId() == null ? null : Term.hash(letter.imageId()),
        letter.origin().map(origin -> Term.of(origin.topic())).orElse(null),
        letter.origin().map(Result.Place::partition).orElse(null),
        letter.origin().map(Result.Place::offset).orElse(null),
        Term.of(letter.stage()),
        Term.of(letter.reason()),
        Term.storable(letter.message()));
  }

  /** How many there are. */
  public static long count(Jdbi jdbi) {
    return jdbi.withHandle(
        handle -> handle.createQuery("select count(*) from dead_letter").mapTo(Long.class).one());
  }

  /** Reasons with how often each was given, the commonest first. */
  public static List<Reason> reasons(Jdbi jdbi) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select reason, count(*) as many from dead_letter group by reason order by many desc, reason limit 50")
                .map((row, context) -> new Reason(row.getString(1), row.getLong(2)))
                .list());
  }

  /** A reason and how many records were refused for it. */
  public record Reason(String reason, long count) {}
}
