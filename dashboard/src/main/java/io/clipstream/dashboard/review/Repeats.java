package io.clipstream.dashboard.review;

import io.clipstream.dashboard.store.Result;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Pictures that were sent again. An id alone does not say so, since producers choose it: whoever
 * had a picture approved could send another under its id. The same scores by the same checkpoint
 * do.
 */
final class Repeats {
  /** Scores of one picture differ by less, whatever batch it was in. */
  private static final float SAME = 1e-3f;

  private static final int LOOKED_AT = 20;

  private Repeats() {}

  /** Whether the queue has the picture of a result already, from another record of its id. */
  static boolean isOne(Handle handle, Result result) {
    List<Long> others =
        handle
            .createQuery(
                "select i.result_id from review_item i where i.image_key = :key"
                    + " and i.label_set = :set and i.revision = :revision"
                    + " order by i.tagged_at desc limit "
                    + LOOKED_AT)
            .bind("key", result.imageKey())
            .bind("set", result.labelSet())
            .bind("revision", result.revision())
            .mapTo(Long.class)
            .list();
    return others.stream()
        .map(number -> ResultRows.of(handle, number))
        .flatMap(Optional::stream)
        .anyMatch(other -> isSame(other, result));
  }

  private static boolean isSame(Result one, Result other) {
    return one.checkpoint().equals(other.checkpoint())
        && one.decision().equals(other.decision())
        && Objects.equals(one.width(), other.width())
        && Objects.equals(one.height(), other.height())
        && haveSameScores(one.tags(), other.tags());
  }

  private static boolean haveSameScores(List<Result.Tag> one, List<Result.Tag> other) {
    Map<String, Float> scores =
        other.stream().collect(Collectors.toMap(Result.Tag::label, Result.Tag::score, Math::max));
    return one.size() == other.size()
        && !one.isEmpty()
        && one.stream()
            .allMatch(
                tag ->
                    scores.containsKey(tag.label())
                        && Math.abs(scores.get(tag.label()) - tag.score()) < SAME);
  }
}
