package io.clipstream.dashboard.review;

import io.clipstream.dashboard.store.Result;
import io.clipstream.dashboard.store.Term;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Which reviews of a picture stand, and whether they are enough. Reviews that name no place or no
 * label set are of all that the picture's id has.
 */
final class Standing {
  /** Other digits of the hash than those that choose the sample. */
  private static final int FROM = 8;

  private static final int TO = 16;
  private static final double ALL = Math.pow(16, TO - FROM);

  private final ReviewSettings settings;

  Standing(ReviewSettings settings) {
    this.settings = settings;
  }

  /** Whether a second reviewer is to look at a picture, by its id: whoever decides cannot tell. */
  static boolean isForTwo(String imageKey, double share) {
    return Long.parseLong(imageKey.substring(FROM, TO), 16) / ALL < share;
  }

  /**
   * What the reviews of a picture come to.
   *
   * @param reviewer who decided, where another is to decide too; else null
   */
  record Verdict(boolean isDecided, String reviewer) {}

  Verdict verdict(Handle handle, String imageKey, Result.Place image, String labelSet) {
    List<String> reviewers = reviewers(handle, imageKey, image, labelSet);
    return isEnough(imageKey, reviewers)
        ? new Verdict(true, null)
        : new Verdict(false, reviewers.stream().findFirst().orElse(null));
  }

  private boolean isEnough(String imageKey, List<String> reviewers) {
    return reviewers.size() >= (isForTwo(imageKey, settings.second()) ? 2 : 1);
  }

  /** Why a reviewer cannot decide about a result; nothing if he can. */
  Optional<String> objection(Handle handle, Result result, String reviewer) {
    List<String> reviewers =
        reviewers(handle, result.imageKey(), result.image(), result.labelSet());
    if (reviewers.contains(Term.of(reviewer))) {
      return Optional.of("you decided about this picture already; undo that first");
    }
    return isEnough(result.imageKey(), reviewers)
        ? Optional.of("this picture was decided already")
        : Optional.empty();
  }

  private static List<String> reviewers(
      Handle handle, String imageKey, Result.Place image, String labelSet) {
    return handle
        .createQuery(
            "select distinct coalesce(reviewer, '') from review where image_key = :key"
                + " and not undone and (label_set is null or label_set = :set) and (image_topic is"
                + " null or image_topic = :topic and image_part = :part and image_offset = :offset)")
        .bind("key", imageKey)
        .bind("set", labelSet)
        .bind("topic", image.topic())
        .bind("part", image.partition())
        .bind("offset", image.offset())
        .mapTo(String.class)
        .list();
  }
}
