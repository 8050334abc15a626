package io.clipstream.dashboard.review;

import io.clipstream.dashboard.store.Result;
import java.util.List;

/**
 * A review as the index has it.
 *
 * @param id given by who wrote it, null where there is none
 * @param image where the picture's record lies, null where the review does not say
 * @param labels that were confirmed
 * @param removed labels that were taken away
 * @param caption null if there is none
 * @param reviewedAt milliseconds since 1970
 */
public record Review(
    String id,
    String imageId,
    String imageKey,
    Result.Place image,
    String labelSet,
    Long revision,
    String checkpoint,
    String decision,
    List<String> labels,
    List<String> removed,
    String caption,
    String reviewer,
    long reviewedAt,
    boolean undone) {
  public Review {
    labels = List.copyOf(labels);
    removed = List.copyOf(removed);
  }

  /** Whether it is of a result: one without place or label set is of all that the id has. */
  boolean isOf(Result result) {
    return imageKey.equals(result.imageKey())
        && (image == null || image.equals(result.image()))
        && (labelSet == null || labelSet.equals(result.labelSet()));
  }

  /** Whether it says something to learn from. */
  boolean teaches() {
    return caption != null || !labels.isEmpty();
  }

  /** The same with its labels. */
  Review with(List<String> confirmed, List<String> takenAway) {
    return new Review(
        id,
        imageId,
        imageKey,
        image,
        labelSet,
        revision,
        checkpoint,
        decision,
        confirmed,
        takenAway,
        caption,
        reviewer,
        reviewedAt,
        undone);
  }
}
